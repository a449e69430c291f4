/** Who set a timer. */
export interface Lease {
  /** Number of its timers that are pending. */
  pending: number
}

/** A task and when it is due. Timers of one moment run in the order in which they were set. */
export interface Timer {
  readonly due: number
  readonly order: number
  /** Undefined once it was cancelled. */
  task: (() => void) | undefined
  readonly lease?: Lease | undefined
}

/** Children of each timer in the heap: their times are next to each other in memory. */
const WIDTH = 4

/**
 * Timers by due time in a heap (J. W. J. Williams, "Algorithm 232: Heapsort", CACM 7, 1964) with
 * four children each (D. B. Johnson, 1975), so that thousands of nodes stay cheap. A cancelled
 * timer stays in until it comes up, or until most of the heap is cancelled.
 */
export class TimerHeap {
  #timers: Timer[] = []
  /** When each of them is due: next to each other, while the timers are all over memory. */
  #dues: number[] = []
  #cancelled = 0

  /** Timers that will run. */
  get size(): number {
    return this.#timers.length - this.#cancelled
  }

  add(timer: Timer): void {
    if (timer.lease !== undefined) timer.lease.pending++
    let place = this.#timers.length
    while (place > 0) {
      const above = (place - 1) >> 2
      const parent = this.#timers[above]
      if (parent === undefined || !this.#isBefore(timer, above)) break
      this.#put(parent, place)
      place = above
    }
    this.#put(timer, place)
  }

  cancel(timer: Timer): void {
    if (timer.task === undefined) return
    this.#cancel(timer)
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#timers.length) this.#compact()
  }

  /** Cancels all timers of a lease. */
  cancelAll(lease: Lease): void {
    for (const timer of this.#timers)
      if (timer.lease === lease && timer.task !== undefined) this.#cancel(timer)
    this.#compact()
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
    if (first === undefined) return undefined
    this.#removeFirst()
    if (first.lease !== undefined) first.lease.pending--
    return first
  }

  #cancel(timer: Timer): void {
    timer.task = undefined
    this.#cancelled++
    if (timer.lease !== undefined) timer.lease.pending--
  }

  #removeFirst(): void {
    const last = this.#timers.pop()
    this.#dues.pop()
    if (last !== undefined && this.#timers.length > 0) this.#sink(last, 0)
  }

  #sink(timer: Timer, from: number): void {
    let place = from
    for (let child = this.#firstChild(place); child !== undefined; child = this.#firstChild(place)) {
      const earliest = this.#timers[child]
      if (earliest === undefined || this.#isBefore(timer, child)) break
      this.#put(earliest, place)
      place = child
    }
    this.#put(timer, place)
  }

  /** The place of the earliest child. */
  #firstChild(place: number): number | undefined {
    const begin = WIDTH * place + 1
    const end = Math.min(begin + WIDTH, this.#timers.length)
    let first = begin
    for (let child = begin + 1; child < end; child++) {
      const timer = this.#timers[child]
      if ((this.#dues[child] ?? 0) <= (this.#dues[first] ?? 0) && timer && this.#isBefore(timer, first))
        first = child
    }
    return begin < end ? first : undefined
  }

  #put(timer: Timer, place: number): void {
    this.#timers[place] = timer
    this.#dues[place] = timer.due
  }

  /** Whether a timer is due before the one at a place. */
  #isBefore({ due, order }: Timer, place: number): boolean {
    const other = this.#dues[place] ?? 0
    return due < other || (due === other && order < (this.#timers[place]?.order ?? 0))
  }

  /** R. W. Floyd, "Algorithm 245: Treesort 3", CACM 7, 1964. */
  #compact(): void {
    this.#timers = this.#timers.filter(({ task }) => task !== undefined)
    this.#dues = this.#timers.map(({ due }) => due)
    this.#cancelled = 0
    for (let place = (this.#timers.length - 2) >> 2; place >= 0; place--) {
      const timer = this.#timers[place]
      if (timer !== undefined) this.#sink(timer, place)
    }
  }
}
