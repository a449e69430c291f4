import type { Socket } from 'node:net'

/** Share of all connections that one network address may have open. */
const MAX_SHARE = 0.5

/** Keeps one network address from taking all connections of a node. */
export class ConnectionLimit {
  readonly #max: number
  readonly #open = new Map<string, number>()

  /** @param connections the limit over all addresses */
  constructor(connections: number) {
    this.#max = Math.max(1, Math.floor(connections * MAX_SHARE))
  }

  /**
   * Counts a connection until it is closed. False, and not counted, if its address is at the limit.
   */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    const open = this.#open.get(address) ?? 0
    if (open >= this.#max) return false
    this.#open.set(address, open + 1)
    socket.once('close', () => {
      const left = (this.#open.get(address) ?? 1) - 1
      if (left === 0) this.#open.delete(address)
      else this.#open.set(address, left)
    })
    return true
  }
}
