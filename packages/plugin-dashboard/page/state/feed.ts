import type { NodeEvent } from '../api/types.js'

/** An event in the list, with a number of its own. */
export interface ListedEvent extends NodeEvent {
  readonly number: number
  /** The address of the node that reported it. */
  readonly node: string
}

/** The number of events in the list. */
export const LISTED = 60
/** New events in the list per second: as many as a person can follow. */
export const LISTED_PER_SECOND = 20

/** The latest events: a sample of them where there are more than a person can follow. */
export class Feed {
  /** Newest first. */
  listed: readonly ListedEvent[] = []
  /** Events since the page was opened. */
  seen = 0
  /** Of the events seen, those that the list left out. */
  left = 0
  /** Events that the gateway left out because the page read too slowly. */
  skipped = 0
  isPaused = false
  #second = 0
  #inSecond = 0

  /** Counts an event, and lists it unless there are too many. */
  add(event: NodeEvent, node: string, now: number): void {
    this.seen++
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    if (this.isPaused || this.#inSecond >= LISTED_PER_SECOND) {
      this.left++
      return
    }
    this.#inSecond++
    this.listed = [{ ...event, node, number: this.seen }, ...this.listed.slice(0, LISTED - 1)]
  }
}
