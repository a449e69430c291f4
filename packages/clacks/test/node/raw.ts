import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'

/** A TLS connection to a node, ready to be written to. */
export async function openTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

/** A TCP connection to a node. */
export async function openTcp(port: number): Promise<Socket> {
  const socket = connectTcp({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  return socket
}

/** All that comes back on a connection until the other side ends it, however it does. */
export function untilEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      text += piece
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

/** What comes back for these bytes, on a TLS connection of their own, until the node ends it. */
export async function exchange(port: number, ...bytes: (string | Buffer)[]): Promise<string> {
  const socket = await openTls(port)
  const all = untilEnd(socket)
  for (const piece of bytes) socket.write(piece)
  return all
}

/** The statuses of all answers in what came back. */
export function statuses(text: string): number[] {
  return Array.from(text.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status))
}

/**
 * The head of a request as a node of ours writes it; `more` are further header lines, or others in
 * place of the usual ones.
 */
export function head(more: Readonly<Record<string, string | number>> = {}, line = 'POST / HTTP/1.1'): string {
  const headers = {
    host: 'tower.example',
    'content-type': 'application/json',
    'clacks-caps': '1',
    connection: 'close',
    ...more,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line}\r\n${lines.join('')}\r\n`
}
