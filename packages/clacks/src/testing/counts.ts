/** How often each text was counted. */
export class Counts {
  readonly #counts = new Map<string, number>()

  add(text: string): void {
    this.#counts.set(text, this.of(text) + 1)
  }

  of(text: string): number {
    return this.#counts.get(text) ?? 0
  }

  texts(): IterableIterator<string> {
    return this.#counts.keys()
  }
}
