/**
 * Rounds of the event loop that a turn waits for further work: the system gives it one connection
 * in each, also if hundreds of one range are ahead of the only one of another.
 */
const MAX_POSTPONED = 64

/**
 * Runs costly work in turns of the event loop, one piece of each network range in a turn: a range
 * with much of it delays its own, hardly that of others.
 */
export class FairTurns {
  readonly #waiting = new Map<string, (() => void)[]>()
  #isScheduled = false
  #hasArrived = false
  #postponed = 0

  /** @param work never throws */
  run(range: string, work: () => void): void {
    const waiting = this.#waiting.get(range)
    if (waiting === undefined) this.#waiting.set(range, [work])
    else waiting.push(work)
    this.#hasArrived = true
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isScheduled = false
    if (this.#hasArrived && this.#postponed < MAX_POSTPONED) {
      this.#hasArrived = false
      this.#postponed++
      this.#schedule()
      return
    }
    this.#postponed = 0
    for (const [range, waiting] of this.#waiting) {
      const work = waiting.shift()
      if (waiting.length === 0) this.#waiting.delete(range)
      work?.()
    }
    if (this.#waiting.size > 0) this.#schedule()
  }
}
