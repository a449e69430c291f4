import { once } from 'node:events'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { type KeyPair, makeKeyPair } from './certificate.js'
import { Changes } from './changes.js'

let pair: Promise<KeyPair> | undefined

/** The key pair of all fake peers of one test file. */
function fakePair(): Promise<KeyPair> {
  pair ??= makeKeyPair()
  return pair
}

/** A peer on loopback that treats connections as a test decides. */
export class FakePeer {
  readonly hostname = '127.0.0.1'
  /** Notified of each connection, and of each chunk that arrives. */
  readonly changes = new Changes()
  /** TLS connections so far. */
  connections = 0
  /** The data of all connections. */
  arrived = ''
  readonly #server: Server
  readonly #sockets = new Set<TLSSocket>()

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param treat called with each connection; default: never answers */
  static async start(treat: (socket: TLSSocket, peer: FakePeer) => void = () => {}): Promise<FakePeer> {
    const peer = new FakePeer(createServer(await fakePair()))
    peer.#server.on('secureConnection', (socket) => {
      peer.connections++
      peer.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => peer.#sockets.delete(socket))
      socket.setEncoding('utf8').on('data', (piece: string) => {
        peer.arrived += piece
        peer.changes.notify()
      })
      treat(socket, peer)
      peer.changes.notify()
    })
    peer.#server.on('tlsClientError', () => {})
    peer.#server.listen(0, peer.hostname)
    await once(peer.#server, 'listening')
    return peer
  }

  get port(): number {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The fake peer is not listening.')
    return address.port
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
