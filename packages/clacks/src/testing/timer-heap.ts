/** A task and when it is due. Timers of one moment run in the order in which they were set. */
export interface Timer {
  readonly due: number
  readonly order: number
  /** Undefined once it was cancelled. */
  task: (() => void) | undefined
}

/**
 * Timers by due time in a binary heap (J. W. J. Williams, "Algorithm 232: Heapsort", CACM 7, 1964),
 * so that thousands of nodes stay cheap. A cancelled timer stays in until it comes up, or until
 * most of the heap is cancelled.
 */
export class TimerHeap {
  #timers: Timer[] = []
  #cancelled = 0

  /** Timers that will run. */
  get size(): number {
    return this.#timers.length - this.#cancelled
  }

  add(timer: Timer): void {
    let place = this.#timers.push(timer) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#timers[above]
      if (parent === undefined || !isEarlier(timer, parent)) break
      this.#timers[place] = parent
      place = above
    }
    this.#timers[place] = timer
  }

  cancel(timer: Timer): void {
    if (timer.task === undefined) return
    timer.task = undefined
    this.#cancelled++
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#timers.length) this.#compact()
  }

  /** The earliest timer, which stays in. */
  first(): Timer | undefined {
    while (this.#timers[0] !== undefined && this.#timers[0].task === undefined) {
      this.#removeFirst()
      this.#cancelled--
    }
    return this.#timers[0]
  }

  /** Takes the earliest timer out. */
  take(): Timer | undefined {
    const first = this.first()
    if (first !== undefined) this.#removeFirst()
    return first
  }

  #removeFirst(): void {
    const last = this.#timers.pop()
    if (last !== undefined && this.#timers.length > 0) this.#sink(last, 0)
  }

  #sink(timer: Timer, from: number): void {
    let place = from
    for (;;) {
      const left = this.#timers[2 * place + 1]
      const right = this.#timers[2 * place + 2]
      const rightFirst = left !== undefined && right !== undefined && isEarlier(right, left)
      const child = rightFirst ? right : left
      if (child === undefined || !isEarlier(child, timer)) break
      this.#timers[place] = child
      place = 2 * place + (rightFirst ? 2 : 1)
    }
    this.#timers[place] = timer
  }

  #compact(): void {
    // A sorted array is a heap.
    this.#timers = this.#timers
      .filter(({ task }) => task !== undefined)
      .sort((a, b) => (isEarlier(a, b) ? -1 : 1))
    this.#cancelled = 0
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}
