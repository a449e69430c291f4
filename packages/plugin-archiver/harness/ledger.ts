/** A message of the load: its number, and enough bytes that no two can be mistaken for each other. */
export interface Numbered {
  readonly number: number
  readonly filling: string
}

/** One arrival of a message at a sink. */
interface Arrival {
  /** Of the node that is killed, counted. */
  readonly life: number
  readonly at: number
}

/** What the accounts say. */
export interface Account {
  readonly offered: number
  /** Answered 200 by the node that is killed. */
  readonly accepted: number
  /** Arrived at a sink at least once. */
  readonly delivered: number
  /** Answered 200 and never arrived: must be 0. */
  readonly lost: readonly number[]
  /** Arrived, but nobody sent it, or not so: must be 0. */
  readonly invented: number
  /** Arrived again because its sender never saw an answer, and sent it again: the protocol allows that. */
  readonly repeatedBySender: number
  /** Arrived again because the node was killed before it had noted that it had left: the protocol allows that. */
  readonly repeatedByNode: number
  /** The longest time from such an arrival to the kill, in milliseconds. */
  readonly longestBeforeKill: number
  /** Arrived again without a kill between, or long after it had been noted: must be 0. */
  readonly unexplained: readonly number[]
}

/** Books what was sent to the node, what it answered, and what came out of it. */
export class Ledger {
  readonly #accepted = new Set<number>()
  /** Sent, and no answer came. */
  readonly #unanswered = new Set<number>()
  readonly #arrivals = new Map<number, Arrival[]>()
  readonly #kills: number[] = []
  #life = -1
  #offered = 0
  #invented = 0
  readonly #moment: number

  /**
   * @param moment milliseconds before a kill within which a sink may have taken a message that the node could not note any more: what notes
   *   it waits for the fsync before it, and on a busy machine the answer itself takes its time
   */
  constructor(moment: number) {
    this.#moment = moment
  }

  /** The next message to send. */
  next(): Numbered {
    const number = this.#offered++
    return { number, filling: fillingOf(number) }
  }

  accepted({ number }: Numbered): void {
    this.#accepted.add(number)
  }

  unanswered({ number }: Numbered): void {
    this.#unanswered.add(number)
  }

  /** The node is about to be started. What arrives until then came from the life before. */
  begun(): void {
    this.#life++
  }

  killed(at: number): void {
    this.#kills[this.#life] = at
  }

  arrived(message: unknown, at: number): void {
    const { number, filling } = Object(message)
    if (!(number < this.#offered) || filling !== fillingOf(number)) {
      this.#invented++
      return
    }
    const arrivals = this.#arrivals.get(number) ?? []
    this.#arrivals.set(number, [...arrivals, { life: this.#life, at }])
  }

  /** Messages that were answered 200 and have not arrived. */
  missing(): number[] {
    return [...this.#accepted].filter((number) => !this.#arrivals.has(number))
  }

  close(): Account {
    let repeatedBySender = 0
    let repeatedByNode = 0
    let longestBeforeKill = 0
    const unexplained: number[] = []
    for (const [number, arrivals] of this.#arrivals) {
      for (const [index, { life, at }] of arrivals.slice(0, -1).entries()) {
        const again = arrivals[index + 1]
        const untilKill = (this.#kills[life] ?? Number.POSITIVE_INFINITY) - at
        if (this.#unanswered.has(number)) repeatedBySender++
        else if (again !== undefined && again.life > life && untilKill <= this.#moment) {
          repeatedByNode++
          longestBeforeKill = Math.max(longestBeforeKill, untilKill)
        } else unexplained.push(number)
      }
    }
    return {
      offered: this.#offered,
      accepted: this.#accepted.size,
      delivered: this.#arrivals.size,
      lost: this.missing(),
      invented: this.#invented,
      repeatedBySender,
      repeatedByNode,
      longestBeforeKill: Math.round(longestBeforeKill),
      unexplained,
    }
  }
}

/** Of many lengths, so that records are. */
function fillingOf(number: number): string {
  return `${number}.`.repeat(1 + ((number * 7) % 40))
}
