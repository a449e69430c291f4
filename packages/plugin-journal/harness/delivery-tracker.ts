/** A message of the load: its number, and a text that depends on it. */
export interface Numbered {
  readonly number: number
  readonly filling: string
}

/** A delivery of a message to a sink. */
interface Delivery {
  /** Counts the starts of the node that is killed. */
  readonly life: number
  readonly at: number
}

/** What was delivered, lost and repeated. */
export interface DeliveryReport {
  readonly offered: number
  /** Answered 200 by the node that is killed. */
  readonly accepted: number
  /** Delivered to a sink at least once. */
  readonly delivered: number
  /** Answered 200 and never delivered: must be 0. */
  readonly lost: readonly number[]
  /** Delivered, but never sent, or altered: must be 0. */
  readonly invented: number
  /** Delivered again because the sender saw no answer and retried: the protocol allows it. */
  readonly repeatedBySender: number
  /** Delivered again because the node was killed before it recorded the delivery: allowed. */
  readonly repeatedByNode: number
  /** The longest time from such a delivery to the kill, in milliseconds. */
  readonly longestBeforeKill: number
  /** Delivered again for no such reason: must be 0. */
  readonly unexplained: readonly number[]
}

/** Records what was sent to the node, what it accepted, and what it delivered. */
export class DeliveryTracker {
  readonly #accepted = new Set<number>()
  /** Sent without an answer. */
  readonly #unanswered = new Set<number>()
  readonly #deliveries = new Map<number, Delivery[]>()
  readonly #kills: number[] = []
  #life = -1
  #offered = 0
  #invented = 0
  readonly #graceMs: number

  /**
   * @param graceMs how long before a kill a delivery may go unrecorded, in milliseconds: its
   * removal waits for the previous fsync, and on a busy machine the answer itself takes a while
   */
  constructor(graceMs: number) {
    this.#graceMs = graceMs
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

  /** The node is about to start. Deliveries until now belong to its previous life. */
  started(): void {
    this.#life++
  }

  killed(at: number): void {
    this.#kills[this.#life] = at
  }

  delivered(message: unknown, at: number): void {
    const { number, filling } = Object(message)
    if (!(number < this.#offered) || filling !== fillingOf(number)) {
      this.#invented++
      return
    }
    const deliveries = this.#deliveries.get(number) ?? []
    this.#deliveries.set(number, [...deliveries, { life: this.#life, at }])
  }

  /** Messages that were answered 200 and are not delivered. */
  missing(): number[] {
    return [...this.#accepted].filter((number) => !this.#deliveries.has(number))
  }

  report(): DeliveryReport {
    let repeatedBySender = 0
    let repeatedByNode = 0
    let longestBeforeKill = 0
    const unexplained: number[] = []
    for (const [number, deliveries] of this.#deliveries) {
      for (const [index, { life, at }] of deliveries.slice(0, -1).entries()) {
        const again = deliveries[index + 1]
        const untilKill = (this.#kills[life] ?? Number.POSITIVE_INFINITY) - at
        if (this.#unanswered.has(number)) repeatedBySender++
        else if (again !== undefined && again.life > life && untilKill <= this.#graceMs) {
          repeatedByNode++
          longestBeforeKill = Math.max(longestBeforeKill, untilKill)
        } else unexplained.push(number)
      }
    }
    return {
      offered: this.#offered,
      accepted: this.#accepted.size,
      delivered: this.#deliveries.size,
      lost: this.missing(),
      invented: this.#invented,
      repeatedBySender,
      repeatedByNode,
      longestBeforeKill: Math.round(longestBeforeKill),
      unexplained,
    }
  }
}

/** Its length varies, so that the lengths of records do. */
function fillingOf(number: number): string {
  return `${number}.`.repeat(1 + ((number * 7) % 40))
}
