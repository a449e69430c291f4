import type { PluginContext } from 'clacks'
import type { ArchiveStore, Sighting } from '../archive.js'
import { StoreFailure, textOf } from '../store-failure.js'
import type { ArchiveReporter } from './archive-reporter.js'
import { Progress, type Unstored } from './progress.js'
import type { Spill } from './spill.js'
import { Waiting } from './waiting.js'

/** What happens to new sightings while the buffer is full. */
export type OnFull = 'block' | 'drop-oldest' | 'spill'

/** How sightings are buffered and batched. */
export interface RecorderSettings {
  /** Sightings that may wait in memory. */
  readonly bufferMessages: number
  /** Bytes of memory that they may use. */
  readonly bufferBytes: number
  /**
   * With `block` and `spill` the caller should add nothing while {@link Recorder.isFull}: at twice
   * the limit sightings are lost.
   */
  readonly onFull: OnFull
  /** Sightings written at once. */
  readonly batchMessages: number
  /** Milliseconds that a sighting waits for others. */
  readonly batchMs: number
}

/** The dependencies of a recorder. */
export interface RecorderParts {
  readonly store: Pick<ArchiveStore, 'open' | 'record'>
  /** Required for `onFull: 'spill'`. */
  readonly spill: Spill | undefined
  readonly reporter: ArchiveReporter
  readonly after: PluginContext['after']
}

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Stores sightings in the background, in batches, with a bounded buffer. */
export class Recorder {
  readonly #settings: RecorderSettings
  readonly #parts: RecorderParts
  readonly #waiting = new Waiting()
  /** Of an earlier process, which may have stored them. */
  readonly #restored = new Waiting()
  readonly #progress = new Progress()
  readonly #restoredProgress = new Progress()
  /** The number of the first sighting of the batch, if it is one from memory. */
  #batchFrom: { readonly list: Waiting; readonly number: number } | undefined
  #spillingFrom: number | undefined
  /** In flight to the store, or to be retried. */
  #batch: readonly Sighting[] = []
  /** Deletes the spill file of the batch, if it has one. */
  #written: () => Promise<void> = nothing
  #merge: 'add' | 'max' = 'add'
  #working: Promise<void> | undefined
  #spilling: Promise<void> = Promise.resolve()
  /** Sightings that are being written to the disk. */
  #spillingCount = 0
  #retryMs = FIRST_RETRY_MS
  #cancelNext: (() => void) | undefined
  #paused = false
  #closing = false
  #recorded = 0

  /** Opens the store immediately, so that a failure is reported before messages arrive. */
  constructor(settings: RecorderSettings, parts: RecorderParts) {
    this.#settings = settings
    this.#parts = parts
    this.#wake()
  }

  /** Sightings stored since the start. */
  get recorded(): number {
    return this.#recorded
  }

  /** Sightings that are not stored yet. */
  get waiting(): number {
    const { length } = this.#restored
    return (
      length +
      this.#waiting.length +
      this.#batch.length +
      this.#spillingCount +
      (this.#parts.spill?.length ?? 0)
    )
  }

  /** Whether the buffer is full: the store, and the disk if used, are too slow. */
  get isFull(): boolean {
    const { onFull } = this.#settings
    const canMakeRoom = onFull === 'drop-oldest' || (onFull === 'spill' && this.#spillingCount === 0)
    return !canMakeRoom && this.#fills(1)
  }

  /** Adds a sighting. Never waits, never throws. */
  add(sighting: Sighting): void {
    if (this.#fills(1)) this.#makeRoom()
    if (this.#fills(this.#settings.onFull === 'drop-oldest' ? 1 : 2)) {
      this.#parts.reporter.lost(1, 'the buffer is full')
      return
    }
    this.#waiting.add(sighting)
    if (this.#waiting.length >= this.#settings.batchMessages) this.#wake()
    else this.#wakeAfter(this.#settings.batchMs)
  }

  /**
   * Adds a sighting of an earlier process. If that process stored it, nothing changes. The limits
   * of the buffer do not apply: it is in the queue of the node anyway.
   */
  addRestored(sighting: Sighting): void {
    this.#restored.add(sighting)
    this.#wakeAfter(this.#settings.batchMs)
  }

  /** Resolves when everything that was added until now is stored, on the disk, or given up. */
  async stored(): Promise<void> {
    const waiting = this.#waiting.taken + this.#waiting.length
    const restored = this.#restored.taken + this.#restored.length
    await Promise.all([
      this.#progress.reached(waiting, this.#unstored()),
      this.#restoredProgress.reached(restored, this.#unstoredRestored()),
    ])
  }

  /** Writes the buffer. What the store cannot take is spilled if enabled, and otherwise lost. */
  async close(): Promise<void> {
    this.#closing = true
    this.#cancelNext?.()
    await this.#working
    await this.#spilling
    await this.#work()
    // The queue store still has those of an earlier process.
    const batch = this.#batchFrom?.list === this.#waiting ? this.#batch : []
    this.#batchFrom = undefined
    const left = [...batch, ...this.#waiting.take(Number.POSITIVE_INFINITY)]
    if (left.length > 0 && this.#settings.onFull === 'spill') await this.#spill(left)
    else if (left.length === 0) this.#report()
    else
      this.#parts.reporter.lost(
        left.length,
        'the archive still failed when the node stopped. With the journal they are archived after the next start',
      )
    this.#parts.reporter.count()
    this.#progress.close()
    this.#restoredProgress.close()
  }

  #unstored(): Unstored {
    const batch = this.#batchFrom?.list === this.#waiting ? this.#batchFrom.number : undefined
    return { batch, spilling: this.#spillingFrom, waiting: this.#waiting.taken }
  }

  #unstoredRestored(): Unstored {
    const batch = this.#batchFrom?.list === this.#restored ? this.#batchFrom.number : undefined
    return { batch, spilling: undefined, waiting: this.#restored.taken }
  }

  /** Sightings were stored, or given up. */
  #report(): void {
    this.#progress.update(this.#unstored())
    this.#restoredProgress.update(this.#unstoredRestored())
  }

  #fills(times: number): boolean {
    const { bufferMessages, bufferBytes } = this.#settings
    const { length, bytes } = this.#waiting
    return length >= times * bufferMessages || bytes >= times * bufferBytes
  }

  #makeRoom(): void {
    const { onFull } = this.#settings
    if (onFull === 'drop-oldest') {
      this.#parts.reporter.lost(this.#waiting.take(1).length, 'the buffer is full')
      this.#report()
    } else if (onFull === 'spill' && this.#spillingCount === 0) {
      this.#parts.reporter.late()
      this.#spillingFrom = this.#waiting.taken
      this.#spilling = this.#spill(this.#waiting.take(Number.POSITIVE_INFINITY))
    }
  }

  async #spill(sightings: readonly Sighting[]): Promise<void> {
    const { spill, reporter } = this.#parts
    this.#spillingCount = sightings.length
    try {
      const dropped = (await spill?.put(sightings)) ?? 0
      if (dropped > 0) reporter.lost(dropped, '`spillBytes` is exceeded')
    } catch (thrown) {
      reporter.lost(sightings.length, `they cannot be written to the disk: ${textOf(thrown)}`)
    } finally {
      this.#spillingCount = 0
      this.#spillingFrom = undefined
      this.#report()
    }
  }

  #wakeAfter(milliseconds: number): void {
    if (this.#cancelNext !== undefined || this.#working !== undefined || this.#closing) return
    this.#cancelNext = this.#parts.after(milliseconds, () => {
      this.#cancelNext = undefined
      this.#paused = false
      this.#wake()
    })
  }

  #wake(): void {
    if (this.#working !== undefined || this.#paused || this.#closing) return
    this.#cancelNext?.()
    this.#cancelNext = undefined
    this.#working = this.#work().finally(() => {
      this.#working = undefined
      if (this.#waiting.length + this.#restored.length > 0) this.#wakeAfter(this.#settings.batchMs)
    })
  }

  /** Writes until less than a batch is buffered. */
  async #work(): Promise<void> {
    const { store, reporter } = this.#parts
    const { batchMessages, bufferMessages } = this.#settings
    try {
      await store.open()
      do {
        await this.#next()
        await this.#write()
        this.#retryMs = FIRST_RETRY_MS
        reporter.worked(this.#waiting.length < bufferMessages / 2 && !this.#hasFiles)
      } while (
        this.#restored.length > 0 ||
        this.#waiting.length >= (this.#closing ? 1 : batchMessages) ||
        (await this.#hasSpilled())
      )
    } catch (thrown) {
      reporter.failed(thrown)
      this.#pause()
    }
  }

  async #hasSpilled(): Promise<boolean> {
    await this.#spilling
    return !this.#closing && this.#hasFiles
  }

  get #hasFiles(): boolean {
    return (this.#parts.spill?.length ?? 0) > 0
  }

  /** Takes the next batch: a failed one, then from memory, then from the disk. */
  async #next(): Promise<void> {
    if (this.#batch.length > 0) return
    const list = this.#restored.length > 0 ? this.#restored : this.#waiting
    this.#merge = list === this.#restored ? 'max' : 'add'
    this.#batchFrom = { list, number: list.taken }
    this.#batch = list.take(this.#settings.batchMessages)
    if (this.#batch.length > 0 || this.#closing) return
    this.#batchFrom = undefined
    const segment = await this.#parts.spill?.first()
    this.#batch = segment?.sightings ?? []
    this.#written = () => segment?.remove() ?? Promise.resolve()
    this.#merge = segment?.merge ?? 'add'
  }

  async #write(): Promise<void> {
    if (this.#batch.length > 0) {
      try {
        await this.#parts.store.record(this.#batch, this.#merge)
        this.#recorded += this.#batch.length
      } catch (thrown) {
        if (!isUnstorable(thrown)) throw thrown
        await this.#writeStorable()
      }
    }
    this.#batch = []
    this.#batchFrom = undefined
    await this.#written()
    this.#written = nothing
    this.#merge = 'add'
    this.#report()
  }

  /** Writes one at a time, and skips those that cannot be stored. */
  async #writeStorable(): Promise<void> {
    for (;;) {
      const [sighting, ...others] = this.#batch
      if (sighting === undefined) return
      try {
        await this.#parts.store.record([sighting], this.#merge)
        this.#recorded++
      } catch (thrown) {
        if (!isUnstorable(thrown)) throw thrown
        this.#parts.reporter.lost(1, thrown.message)
      }
      this.#batch = others
    }
  }

  #pause(): void {
    if (this.#closing) return
    this.#paused = true
    this.#cancelNext?.()
    this.#cancelNext = this.#parts.after(this.#retryMs, () => {
      this.#cancelNext = undefined
      this.#paused = false
      this.#wake()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }
}

function isUnstorable(thrown: unknown): thrown is StoreFailure {
  return thrown instanceof StoreFailure && thrown.kind === 'sighting'
}

async function nothing(): Promise<void> {}
