import type { QueuedMessage } from './queued-message.js'

/** Below this, places that are empty are not worth a change. */
const MIN_PLACES = 64

/**
 * The messages that were taken from a queue and are not settled, in the order of taking. Each
 * message knows its place: a set would cost more than all else that a queue does for a message.
 */
export class TakenMessages {
  readonly #places: (QueuedMessage | undefined)[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(message: QueuedMessage): void {
    message.place = this.#places.length
    this.#places.push(message)
    this.#size++
  }

  /** False if it is not there. */
  delete(message: QueuedMessage): boolean {
    if (this.#places[message.place] !== message) return false
    this.#places[message.place] = undefined
    this.#size--
    if (this.#places.length > MIN_PLACES && this.#size * 2 < this.#places.length) this.#compact()
    return true
  }

  *[Symbol.iterator](): IterableIterator<QueuedMessage> {
    for (const message of this.#places) {
      if (message !== undefined) yield message
    }
  }

  #compact(): void {
    let place = 0
    for (const message of this.#places) {
      if (message === undefined) continue
      message.place = place
      this.#places[place++] = message
    }
    this.#places.length = place
  }
}
