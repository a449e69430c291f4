import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { Clacks, createLog, type Limits } from 'clacks'
import { decoded } from './inputs.ts'
import { violated, within } from './target.ts'

/** Milliseconds within which a connection whose client has ended must be closed. */
const MAX_MS = 10_000
const HOST = '127.0.0.1'

/** A node on loopback that reads raw bytes. */
export class ListeningNode {
  /** The JSON texts of the messages that entered its queue since the last call of `reset`. */
  readonly queued: string[] = []
  readonly #node: Clacks
  #session: Buffer | undefined
  #posts = 0

  private constructor(limits: Partial<Limits>) {
    const more = { requestsPerSecond: 1e6, connections: 1_000, queueMessages: 1e6, ...limits }
    this.#node = new Clacks({
      hostname: HOST,
      port: 0,
      sendrate: 0,
      idleAnnounce: 0,
      log: createLog('silent'),
      limits: more,
    })
    this.#node.hooks.queued.tap('fuzz', (_, __, ___, text) => {
      this.queued.push(text)
    })
  }

  static async start(limits: Partial<Limits> = {}): Promise<ListeningNode> {
    const listening = new ListeningNode(limits)
    await listening.#node.start()
    return listening
  }

  get port(): number {
    return this.#node.address.port
  }

  /** Opens a TLS connection; the handshake is resumed, which is much faster. */
  async tls(): Promise<Socket> {
    const socket = connectTls({
      port: this.port,
      host: HOST,
      rejectUnauthorized: false,
      session: this.#session,
    })
    socket.on('session', (session) => {
      this.#session = session
    })
    await within(MAX_MS, 'The handshake', once(socket, 'secureConnect'))
    return socket
  }

  async tcp(): Promise<Socket> {
    const socket = connectTcp(this.port, HOST)
    await within(MAX_MS, 'The connection', once(socket, 'connect'))
    return socket
  }

  /** What an honest peer posts is accepted, whatever others sent. */
  async expectHealthy(): Promise<void> {
    const body = `{"message":"healthy ${this.#posts++}","type":"message","sender":{"hostname":"a.example","port":1}}`
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nclacks-caps: 1\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`
    const received = await exchange(await this.tls(), [head + body])
    if (!received.startsWith('HTTP/1.1 200')) violated(`An honest post is answered ${received.slice(0, 80)}`)
    const expected = `"healthy ${this.#posts - 1}"`
    if (!this.queued.includes(expected)) violated('An honest post was answered 200 and is lost.')
  }

  async stop(): Promise<void> {
    await within(MAX_MS, 'stop()', this.#node.stop())
  }
}

/** Writes parts, ends, and returns what was received when the connection is closed. */
export async function exchange(socket: Socket, parts: readonly string[]): Promise<string> {
  let received = ''
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  for (const part of parts) {
    socket.write(decoded(part))
    await nextTurn()
  }
  socket.end()
  if (!socket.closed) await within(MAX_MS, 'The connection', once(socket, 'close'))
  return received
}
