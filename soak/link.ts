import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** `pass` carries everything, `cut` nothing; `mute` carries requests and loses the answers. */
export type LinkState = 'pass' | 'cut' | 'mute'

/** The network between a node and all others: a TCP proxy that can fail. */
export class Link {
  /** Where the node is reached through the link. */
  readonly port: number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #state: LinkState = 'pass'

  private constructor(server: Server, target: number) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (client) => this.#carry(client, target))
  }

  /** @param target the port of the node on 127.0.0.1 */
  static async open(target: number): Promise<Link> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Link(server, target)
  }

  /** A change from or to `pass` breaks all connections. */
  set(state: LinkState): void {
    this.#state = state
    if (state !== 'mute') this.#breakAll()
  }

  close(): void {
    this.#server.close()
    this.#breakAll()
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #carry(client: Socket, target: number): void {
    if (this.#state === 'cut') {
      client.destroy()
      return
    }
    const node = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
    client.pipe(node)
    node.on('data', (chunk) => {
      if (this.#state !== 'mute') client.write(chunk)
    })
  }
}
