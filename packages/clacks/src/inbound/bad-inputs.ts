import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'

/** Sources that are remembered; the one that failed least recently is forgotten first. */
const MAX_SOURCES = 1_024
/** Messages that may fail before their source has to wait: one may be a bug of a plugin. */
const FREE_FAILURES = 3
/** How long a source waits at first, then twice as long each time, up to a minute. */
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 60_000
/** A source without a failure in this time begins anew. */
const FORGOTTEN_AFTER_MS = 600_000

interface BadSource {
  readonly failures: number
  readonly last: number
  readonly until: number
}

/**
 * Network ranges whose messages make plugins fail: they wait longer and longer, so that one sender
 * does not keep a plugin from working for the others.
 */
export class BadInputs {
  readonly #clock: Clock
  /** Created with the first failure: it reserves its places, and most nodes never need them. */
  #sources: LRUCache<string, BadSource> | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A message of this source made a plugin fail. */
  failed(source: string): void {
    const now = this.#clock.monotonic()
    this.#sources ??= new LRUCache({ max: MAX_SOURCES })
    const known = this.#sources.get(source)
    const before = known === undefined || now - known.last > FORGOTTEN_AFTER_MS ? 0 : known.failures
    const failures = before + 1
    const wait = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE_FAILURES, 16))
    this.#sources.set(source, { failures, last: now, until: failures < FREE_FAILURES ? 0 : now + wait })
  }

  /** Seconds that a source has to wait before its next message; 0 if it need not. */
  secondsToWait(source: string): number {
    if (this.#sources === undefined) return 0
    const until = this.#sources.get(source)?.until ?? 0
    return Math.max(0, Math.ceil((until - this.#clock.monotonic()) / 1_000))
  }
}
