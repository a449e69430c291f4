import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'

/** An open TLS connection to a node. */
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

/** All data of a connection until the other side ends it, cleanly or not. */
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

/** Sends bytes on a new TLS connection, and resolves with all data until the node ends it. */
export async function exchange(port: number, ...bytes: (string | Buffer)[]): Promise<string> {
  const socket = await openTls(port)
  const all = untilEnd(socket)
  for (const piece of bytes) socket.write(piece)
  return all
}

/** The statuses of all answers in a text. */
export function statuses(text: string): number[] {
  return Array.from(text.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status))
}

/**
 * The head of a request as a clacks node writes it. `more` adds or
 * replaces headers.
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
