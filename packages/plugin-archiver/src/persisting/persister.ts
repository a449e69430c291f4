import { createHash } from 'node:crypto'
import type { Clock, Random } from 'clacks'
import type { ArchiveStore, QuietMessage } from '../archive.js'
import type { MessageFilter } from '../selection.js'

/** When messages are put back. */
export interface PersisterSettings {
  /** Milliseconds without a sighting after which a message is put back. */
  readonly after: number
  /** A random delay on top, as a fraction of `after`; different per message and node. */
  readonly jitter: number
  /** Messages put back per second, on average. */
  readonly rate: number
  /** How often a message is put back without being seen. After that, only once it is seen again. */
  readonly copies: number
}

/** The dependencies of a persister. */
export interface PersisterParts {
  readonly store: Pick<ArchiveStore, 'quiet' | 'claim'>
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly random: Pick<Random, 'token'>
  /** Which messages are put back. */
  readonly isSelected: MessageFilter
  /** The JSON texts of the messages of the node: they are not lost, however long they wait. */
  readonly held: () => ReadonlySet<string>
  /** Enqueues the JSON text of a message at the node; false if it cannot. */
  readonly enqueue: (json: string) => boolean
}

const PAGE = 100
/** The allowance of one round is capped, for example after the machine slept. */
const MAX_ROUND_MS = 60_000
/** Pages read in one round. */
const MAX_PAGES = 10

/**
 * Puts messages back that the node has not seen for a while, oldest first. The archive notes each,
 * for all nodes that share it. Putting a message back is not a sighting.
 */
export class Persister {
  readonly #settings: PersisterSettings
  readonly #parts: PersisterParts
  readonly #salt: string
  #isPuttingBack = false
  /** Messages that may be put back now. */
  #allowance = 0
  #lastRound: number
  /** Where the next round continues; undefined to start over. */
  #last: QuietMessage | undefined
  #count = 0

  constructor(settings: PersisterSettings, parts: PersisterParts) {
    this.#settings = settings
    this.#parts = parts
    this.#salt = parts.random.token()
    this.#lastRound = parts.clock.monotonic()
  }

  /** Whether the message being enqueued is put back, and thus is not a sighting. */
  get isPuttingBack(): boolean {
    return this.#isPuttingBack
  }

  /** Messages put back since the start. */
  get count(): number {
    return this.#count
  }

  /** Runs one round: puts back as many as the rate has allowed since the previous one. */
  async round(): Promise<void> {
    const { store, clock } = this.#parts
    const { after, rate, copies } = this.#settings
    const now = clock.now()
    const round = clock.monotonic()
    const fresh = (Math.min(round - this.#lastRound, MAX_ROUND_MS) / 1_000) * rate
    this.#lastRound = round
    // An unused allowance does not accumulate, except for the fraction that a low rate needs.
    this.#allowance = Math.min(this.#allowance + fresh, fresh + 1)

    // A queue can be long: it is searched at most once per round, and only if something is due.
    let held: ReadonlySet<string> | undefined
    const putBack = async (page: readonly QuietMessage[]): Promise<void> => {
      const quiet = page.filter((message) => this.#isDue(message, now))
      if (quiet.length > 0) held ??= this.#parts.held()
      const due = quiet.filter(({ json }) => held?.has(json) === false).slice(0, Math.floor(this.#allowance))
      const claimed = new Set(due.length === 0 ? [] : await store.claim(due, now, copies))
      for (const message of due) if (claimed.has(message.position)) this.#putBack(message)
    }
    for (let pages = 0; pages < MAX_PAGES && this.#allowance >= 1; pages++) {
      const page = await store.quiet(now - after, PAGE, this.#last)
      await putBack(page)
      this.#last = page.at(-1)
      if (page.length < PAGE) {
        this.#last = undefined
        break
      }
    }
    if (this.#allowance < 1) return
    // Sightings in the future: the clock was set back. They do not rest until that time.
    const future = { quietSince: now + after, position: Number.MAX_SAFE_INTEGER }
    await putBack(await store.quiet(Number.MAX_SAFE_INTEGER, PAGE, future))
  }

  #isDue({ hash, json, quietSince }: QuietMessage, now: number): boolean {
    const { after, jitter } = this.#settings
    const chance =
      createHash('sha256').update(`${this.#salt}${hash}${quietSince}`).digest().readUInt32BE() / 2 ** 32
    return (
      Math.abs(now - quietSince) >= after * (1 + jitter * chance) &&
      this.#parts.isSelected(JSON.parse(json), 'enqueued', undefined)
    )
  }

  #putBack({ json }: QuietMessage): void {
    this.#allowance--
    this.#isPuttingBack = true
    try {
      if (this.#parts.enqueue(json)) this.#count++
    } finally {
      this.#isPuttingBack = false
    }
  }
}
