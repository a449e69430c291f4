import { createHash } from 'node:crypto'
import type { Clock, Random } from 'clacks'
import type { ArchiveStore, QuietMessage } from '../archive.js'
import type { MessageFilter } from '../selection.js'

/** When messages are put back. */
export interface PersisterSettings {
  /** Milliseconds that a message was not seen, after which it is put back. */
  readonly after: number
  /**
   * At most so much longer, as a part of `after`: for each message and each node another time, by
   * chance.
   */
  readonly jitter: number
  /** Messages put back a second, on average. */
  readonly rate: number
  /**
   * A message that was put back so often without being seen is left alone until it is seen again.
   */
  readonly copies: number
}

/** What a persister works with. */
export interface PersisterParts {
  readonly store: Pick<ArchiveStore, 'quiet' | 'claim'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'token'>
  /** Which messages are put back. */
  readonly isMeant: MessageFilter
  /**
   * The JSON texts of the messages that the node has itself: they are not lost, however long they
   * wait for a peer.
   */
  readonly held: () => ReadonlySet<string>
  /** Puts a message in the queue of the node; false where it cannot. */
  readonly enqueue: (message: unknown) => boolean
}

const PAGE = 100
/** A machine that slept does not make up for it. */
const MAX_ROUND_MS = 60_000
/** Pages that are looked at in one round. */
const MAX_PAGES = 10

/**
 * Puts messages back that the node has not seen for a while, oldest first. That it did is noted in
 * the archive, where others that share it see it too, and is no sighting.
 */
export class Persister {
  readonly #settings: PersisterSettings
  readonly #parts: PersisterParts
  readonly #salt: string
  #isPuttingBack = false
  /** How many may be put back now. */
  #allowance = 0
  #lastRound: number
  /** Where the next round goes on, where one has not come to the end. */
  #last: QuietMessage | undefined
  #count = 0

  constructor(settings: PersisterSettings, parts: PersisterParts) {
    this.#settings = settings
    this.#parts = parts
    this.#salt = parts.random.token()
    this.#lastRound = parts.clock.now()
  }

  /** What is enqueued at this moment is put back: it is no sighting. */
  get isPuttingBack(): boolean {
    return this.#isPuttingBack
  }

  /** Messages put back since the start. */
  get count(): number {
    return this.#count
  }

  /** One round: as many as the rate allows since the round before. */
  async round(): Promise<void> {
    const { store, clock } = this.#parts
    const { after, rate, copies } = this.#settings
    const now = clock.now()
    const fresh = (Math.min(now - this.#lastRound, MAX_ROUND_MS) / 1_000) * rate
    this.#lastRound = now
    // What a round has left over is not saved up, beyond what makes a slow rate whole.
    this.#allowance = Math.min(this.#allowance + fresh, fresh + 1)

    let held: ReadonlySet<string> | undefined
    for (let pages = 0; pages < MAX_PAGES && this.#allowance >= 1; pages++) {
      const page = await store.quiet(now - after, PAGE, this.#last)
      const quiet = page.filter((message) => this.#isDue(message, now))
      // A queue can be long: it is looked through once a round, and only where something is due.
      if (quiet.length > 0) held ??= this.#parts.held()
      const due = quiet.filter(({ json }) => held?.has(json) === false).slice(0, Math.floor(this.#allowance))
      const claimed = new Set(due.length === 0 ? [] : await store.claim(due, now, copies))
      for (const message of due) if (claimed.has(message.position)) this.#putBack(message)
      this.#last = page.at(-1)
      if (page.length < PAGE) {
        this.#last = undefined
        return
      }
    }
  }

  #isDue({ hash, json, quietSince }: QuietMessage, now: number): boolean {
    const { after, jitter } = this.#settings
    const chance =
      createHash('sha256').update(`${this.#salt}${hash}${quietSince}`).digest().readUInt32BE() / 2 ** 32
    return (
      now - quietSince >= after * (1 + jitter * chance) &&
      this.#parts.isMeant(JSON.parse(json), 'enqueued', undefined)
    )
  }

  #putBack({ json }: QuietMessage): void {
    this.#allowance--
    this.#isPuttingBack = true
    try {
      if (this.#parts.enqueue(JSON.parse(json))) this.#count++
    } finally {
      this.#isPuttingBack = false
    }
  }
}
