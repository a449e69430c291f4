import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection that sends a request by hand, and reads only when it is asked to. */
export async function rawStream(
  origin: string,
  token: string,
  path: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Socket> {
  const { hostname, port, host } = new URL(origin)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  // The gateway closes it when it stops.
  socket.on('error', () => {})
  await once(socket, 'connect')
  const all = { host, authorization: `Bearer ${token}`, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return socket
}

/** Reads until a text has come. Returns all that came since the last call. */
export async function readUntil(socket: Socket, text: string): Promise<string> {
  let read = ''
  socket.setEncoding('utf8')
  while (!read.includes(text)) {
    const chunk: unknown = socket.read()
    if (typeof chunk === 'string') read += chunk
    else await once(socket, 'readable')
  }
  return read
}
