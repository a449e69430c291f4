import { useEffect, useState } from 'preact/hooks'

/** Milliseconds between two renderings of what changes all the time. */
const RENDER_MS = 200

/** Tells those that show it about its changes: several times a second at most, in a frame. */
export class Store {
  readonly #listeners = new Set<() => void>()
  #isDue = false
  #last = 0

  /** @returns a function that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Something has changed. @param isUrgent whether to render in the next frame */
  protected changed(isUrgent = false): void {
    if (this.#isDue && !isUrgent) return
    this.#isDue = true
    const wait = isUrgent ? 0 : Math.max(0, this.#last + RENDER_MS - performance.now())
    setTimeout(() => requestAnimationFrame(() => this.#tell()), wait)
  }

  #tell(): void {
    if (!this.#isDue) return
    this.#isDue = false
    this.#last = performance.now()
    for (const listener of this.#listeners) listener()
  }
}

/** Renders a component again when a store changes. */
export function useStore(store: Store): void {
  const [, render] = useState(0)
  useEffect(() => store.subscribe(() => render((count) => count + 1)), [store])
}
