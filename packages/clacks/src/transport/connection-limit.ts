import type { Socket } from 'node:net'

/** Share of all connections that one network address may have open. */
const SHARE = 0.5

/** Keeps one network address from taking all the connections that a node has. */
export class ConnectionLimit {
  readonly #most: number
  readonly #open = new Map<string, number>()

  /** @param connections of all addresses together */
  constructor(connections: number) {
    this.#most = Math.max(1, Math.floor(connections * SHARE))
  }

  /** Counts a connection until it is closed; false, and not counted, where its address has enough. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    const open = this.#open.get(address) ?? 0
    if (open >= this.#most) return false
    this.#open.set(address, open + 1)
    socket.once('close', () => {
      const left = (this.#open.get(address) ?? 1) - 1
      if (left === 0) this.#open.delete(address)
      else this.#open.set(address, left)
    })
    return true
  }
}
