import type { PluginContext } from 'clacks'
import type { ArchiveStore, Sighting } from '../archive.js'
import { StoreFailure } from '../store-failure.js'
import type { ArchiveReporter } from './archive-reporter.js'
import type { Spill } from './spill.js'
import { Waiting } from './waiting.js'

/** What happens to further sightings while the buffer is full. */
export type OnFull = 'block' | 'drop-oldest' | 'spill'

/** How sightings are buffered and batched. */
export interface RecorderSettings {
  /** Sightings that may wait in memory. */
  readonly bufferMessages: number
  /** Bytes that they may take there. */
  readonly bufferBytes: number
  /**
   * With `block` and `spill` the caller should add nothing while {@link Recorder.isFull}: beyond twice
   * the bound sightings are lost.
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
  /** In flight to the store, or to be retried. */
  #batch: readonly Sighting[] = []
  /** Deletes the spill file of the batch, if it has one. */
  #written: () => Promise<void> = nothing
  #merge: 'add' | 'max' = 'add'
  #working: Promise<void> | undefined
  #spilling: Promise<void> = Promise.resolve()
  /** Sightings that are being written to the disk. */
  #leaving = 0
  #retryMs = FIRST_RETRY_MS
  #cancelNext: (() => void) | undefined
  #resting = false
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
    return this.#waiting.length + this.#batch.length + this.#leaving + (this.#parts.spill?.length ?? 0)
  }

  /** Whether the buffer is full and cannot be emptied: the store, and the disk if used, are too slow. */
  get isFull(): boolean {
    const { onFull } = this.#settings
    const canMakeRoom = onFull === 'drop-oldest' || (onFull === 'spill' && this.#leaving === 0)
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

  /** Writes the buffer. What cannot be written goes to the disk with `spill`, and is lost otherwise. */
  async close(): Promise<void> {
    this.#closing = true
    this.#cancelNext?.()
    await this.#working
    await this.#spilling
    await this.#work()
    const left = [
      ...(this.#written === nothing ? this.#batch : []),
      ...this.#waiting.take(Number.POSITIVE_INFINITY),
    ]
    if (left.length === 0) return
    if (this.#settings.onFull === 'spill') await this.#spill(left)
    else this.#parts.reporter.lost(left.length, 'the archive did not work before the end')
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
    } else if (onFull === 'spill' && this.#leaving === 0) {
      this.#parts.reporter.late()
      this.#spilling = this.#spill(this.#waiting.take(Number.POSITIVE_INFINITY))
    }
  }

  async #spill(sightings: readonly Sighting[]): Promise<void> {
    const { spill, reporter } = this.#parts
    this.#leaving = sightings.length
    try {
      const dropped = (await spill?.put(sightings)) ?? 0
      if (dropped > 0) reporter.lost(dropped, 'there is no more room for them on the disk')
    } catch (thrown) {
      reporter.lost(sightings.length, `they cannot be kept on the disk: ${String(thrown)}`)
    } finally {
      this.#leaving = 0
    }
  }

  #wakeAfter(milliseconds: number): void {
    if (this.#cancelNext !== undefined || this.#working !== undefined || this.#closing) return
    this.#cancelNext = this.#parts.after(milliseconds, () => {
      this.#cancelNext = undefined
      this.#resting = false
      this.#wake()
    })
  }

  #wake(): void {
    if (this.#working !== undefined || this.#resting || this.#closing) return
    this.#cancelNext?.()
    this.#cancelNext = undefined
    this.#working = this.#work().finally(() => {
      this.#working = undefined
      if (this.#waiting.length > 0) this.#wakeAfter(this.#settings.batchMs)
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
      } while (this.#waiting.length >= batchMessages || (await this.#hasSpilled()))
    } catch (thrown) {
      reporter.failed(thrown)
      this.#rest()
    }
  }

  async #hasSpilled(): Promise<boolean> {
    await this.#spilling
    return !this.#closing && this.#hasFiles
  }

  get #hasFiles(): boolean {
    return (this.#parts.spill?.length ?? 0) > 0
  }

  /** Picks the next batch: what failed before, then memory, then the disk. */
  async #next(): Promise<void> {
    if (this.#batch.length > 0) return
    this.#batch = this.#waiting.take(this.#settings.batchMessages)
    if (this.#batch.length > 0 || this.#closing) return
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
        if (!isUnfit(thrown)) throw thrown
        await this.#writeFit()
      }
    }
    this.#batch = []
    await this.#written()
    this.#written = nothing
    this.#merge = 'add'
  }

  /** Writes one at a time, and skips those that no store can hold. */
  async #writeFit(): Promise<void> {
    for (;;) {
      const [sighting, ...others] = this.#batch
      if (sighting === undefined) return
      try {
        await this.#parts.store.record([sighting], this.#merge)
        this.#recorded++
      } catch (thrown) {
        if (!isUnfit(thrown)) throw thrown
        this.#parts.reporter.lost(1, thrown.message)
      }
      this.#batch = others
    }
  }

  #rest(): void {
    if (this.#closing) return
    this.#resting = true
    this.#cancelNext?.()
    this.#cancelNext = this.#parts.after(this.#retryMs, () => {
      this.#cancelNext = undefined
      this.#resting = false
      this.#wake()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }
}

function isUnfit(thrown: unknown): thrown is StoreFailure {
  return thrown instanceof StoreFailure && thrown.kind === 'sighting'
}

async function nothing(): Promise<void> {}
