/** Observes something once, for any number of subscribers, and only while there are some. */
export class Feed<Item> {
  readonly #observe: (report: (item: Item) => void) => () => void
  readonly #subscribers = new Set<(item: Item) => void>()
  #stop = (): void => {}

  /** @param observe begins to report, and returns a function that stops it */
  constructor(observe: (report: (item: Item) => void) => () => void) {
    this.#observe = observe
  }

  /** The number of subscribers. */
  get size(): number {
    return this.#subscribers.size
  }

  /** Adds a subscriber, which must not be added already. Returns a function that removes it. */
  subscribe(subscriber: (item: Item) => void): () => void {
    this.#subscribers.add(subscriber)
    if (this.#subscribers.size === 1)
      this.#stop = this.#observe((item) => {
        for (const each of this.#subscribers) each(item)
      })
    return () => {
      if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.#stop()
    }
  }
}
