import { type NetworkRange, shareOf } from '../network-range.js'

/** Messages, and their bytes. */
interface Places {
  messages: number
  bytes: number
}

/** `source` is the range that it came from, if it came from a peer. */
interface SharedMessage {
  readonly source: string | undefined
  readonly bytes: number
}

/**
 * What each network range has in a queue, so that no range fills it: one alone gets half, and a
 * range that has nothing in it finds room. Messages of the application are not counted.
 */
export class QueueShares {
  readonly #holdings = new Map<string, Places>()

  /** @param free what is left of the queue */
  allow({ name, weight }: NetworkRange, { messages, bytes }: Places, free: Places): boolean {
    const holding = this.#holdings.get(name)
    if (holding === undefined) return messages === 1
    const { size } = this.#holdings
    return (
      holding.messages + messages <= shareOf(free.messages, weight, size) &&
      holding.bytes + bytes <= shareOf(free.bytes, weight, size)
    )
  }

  add({ source, bytes }: SharedMessage): void {
    if (source === undefined) return
    const holding = this.#holdings.get(source)
    if (holding === undefined) {
      this.#holdings.set(source, { messages: 1, bytes })
    } else {
      holding.messages++
      holding.bytes += bytes
    }
  }

  remove({ source, bytes }: SharedMessage): void {
    const holding = source === undefined ? undefined : this.#holdings.get(source)
    if (source === undefined || holding === undefined) return
    holding.messages--
    holding.bytes -= bytes
    if (holding.messages === 0) this.#holdings.delete(source)
  }
}
