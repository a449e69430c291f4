import type { Clock } from '../../../clock.js'
import type { Control } from '../../../control/client/control.js'
import { jsonOf } from '../input-messages.js'

/** A wait for room in the queue is reported when it has taken this long. */
const SILENT_WAIT_MS = 2_000

/** The result so far. */
export interface Counts {
  queued: number
  /** Whether the time was up before all messages were enqueued. */
  timedOut: boolean
  readonly refused: { readonly line: number; readonly code: string; readonly reason: string }[]
}

/** A line of the input. */
export interface Line {
  readonly line: number
  readonly text: string
}

/** Enqueues messages at a node until the time is up. */
export class Sending {
  readonly #control: Control
  readonly #counts: Counts
  readonly #clock: Clock
  readonly #timeout = new AbortController()

  constructor(control: Control, counts: Counts, seconds: number | undefined, clock: Clock) {
    this.#control = control
    this.#counts = counts
    this.#clock = clock
    if (seconds !== undefined) clock.after(seconds * 1000, () => this.#timeout.abort())
  }

  async enqueue(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0 || this.#counts.timedOut) return
    let cancel = (): void => {}
    const queueFull = (): void => {
      cancel = this.#clock.after(SILENT_WAIT_MS, reportWait)
    }
    const texts = lines.map(({ text }) => jsonOf(text))
    const { queued, refused } = await this.#control.sendJson(texts, {
      signal: this.#timeout.signal,
      queueFull,
    })
    cancel()
    this.#counts.queued += queued
    this.#counts.timedOut = queued + refused.length < lines.length
    for (const { index, code, reason } of refused)
      this.#counts.refused.push({ line: lines[index]?.line ?? 0, code, reason })
  }
}

function reportWait(): void {
  process.stderr.write('clacks: the queue of the node is full; waiting until messages leave it\n')
}
