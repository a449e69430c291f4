import { type NetworkRange, shareOf } from '../network-range.js'

/** Messages, and their bytes. */
interface Places {
  messages: number
  bytes: number
}

/**
 * Messages of one range that count as waiting time for others: however many more it has, others
 * are still taken.
 */
const COUNTED = 4
/** How many times the average a range may have: chance alone gives nobody so much more. */
const MODEST = 4

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
  #total = 0
  #counted = 0

  /** Messages of all ranges. */
  get total(): number {
    return this.#total
  }

  /**
   * Whether a range may have another message of this many bytes.
   * @param freeMessages what is left of the queue, in messages, and in bytes
   */
  allow({ name, weight }: NetworkRange, bytes: number, freeMessages: number, freeBytes: number): boolean {
    const holding = this.#holdings.get(name)
    if (holding === undefined) return true
    const { size } = this.#holdings
    return (
      holding.messages + 1 <= shareOf(freeMessages, weight, size) &&
      holding.bytes + bytes <= shareOf(freeBytes, weight, size)
    )
  }

  /**
   * Whether a range may have another message among those that can be sent in time. Where no range
   * has many, all of them count: chance gives an honest peer one or two that do not.
   * @param messages how many can be, less those of the application
   */
  allowInTime({ name, weight }: NetworkRange, messages: number): boolean {
    const free = messages - this.#counted
    if (free < 1 || (free <= COUNTED && this.#total >= messages)) return false
    const holding = this.#holdings.get(name)
    return holding === undefined || holding.messages + 1 <= shareOf(free, weight, this.#holdings.size)
  }

  /**
   * Whether a range has no more than a few times what the others have on average.
   * @param all messages in the queue; those of the application count as one range more
   */
  isModest({ name, weight }: NetworkRange, all: number): boolean {
    const held = this.#holdings.get(name)?.messages ?? 0
    return held <= Math.max(COUNTED, (MODEST * weight * all) / (this.#holdings.size + 1))
  }

  add({ source, bytes }: SharedMessage): void {
    if (source === undefined) return
    const holding = this.#holdings.get(source)
    this.#total++
    if ((holding?.messages ?? 0) < COUNTED) this.#counted++
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
    this.#total--
    if (holding.messages <= COUNTED) this.#counted--
    holding.messages--
    holding.bytes -= bytes
    if (holding.messages === 0) this.#holdings.delete(source)
  }
}
