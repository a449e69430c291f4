/**
 * Runs costly work in turns of the event loop, one piece of each network range in a turn: a range
 * with much of it delays its own, hardly that of others.
 */
export class FairTurns {
  readonly #waiting = new Map<string, (() => void)[]>()
  #isScheduled = false

  /** @param work never throws */
  run(range: string, work: () => void): void {
    const waiting = this.#waiting.get(range)
    if (waiting === undefined) this.#waiting.set(range, [work])
    else waiting.push(work)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isScheduled = false
    for (const [range, waiting] of this.#waiting) {
      const work = waiting.shift()
      if (waiting.length === 0) this.#waiting.delete(range)
      work?.()
    }
    if (this.#waiting.size > 0) this.#schedule()
  }
}
