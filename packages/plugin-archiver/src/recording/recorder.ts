import type { PluginContext } from 'clacks'
import type { ArchiveStore, Sighting } from '../archive.js'
import { StoreFailure } from '../store-failure.js'
import type { Spill } from './spill.js'
import type { Trouble } from './trouble.js'
import { Waiting } from './waiting.js'

/** What happens to further sightings while the buffer is full. */
export type OnFull = 'block' | 'drop-oldest' | 'spill'

/** How sightings are gathered. */
export interface RecorderSettings {
  /** Sightings that may wait in memory. */
  readonly bufferMessages: number
  /** Bytes that they may take there. */
  readonly bufferBytes: number
  /** `block` and `spill` count on the caller to let nothing in while it {@link Recorder.isFull}: they bear twice as much, then drop. */
  readonly onFull: OnFull
  /** Sightings written at once. */
  readonly batchMessages: number
  /** Milliseconds that a sighting waits for others. */
  readonly batchMs: number
}

/** What a recorder works with. */
export interface RecorderParts {
  readonly store: Pick<ArchiveStore, 'open' | 'record'>
  /** Needed for `onFull: 'spill'`. */
  readonly spill: Spill | undefined
  readonly trouble: Trouble
  readonly after: PluginContext['after']
}

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Brings sightings into the store in the background, in batches. Bounded, whatever the store does. */
export class Recorder {
  readonly #settings: RecorderSettings
  readonly #parts: RecorderParts
  readonly #waiting = new Waiting()
  /** Under way to the store, or to be tried again. */
  #batch: readonly Sighting[] = []
  /** Where the batch came from the disk: takes it away there. */
  #written: () => Promise<void> = nothing
  #merge: 'add' | 'max' = 'add'
  #working: Promise<void> | undefined
  #spilling: Promise<void> = Promise.resolve()
  /** Sightings on their way to the disk. */
  #leaving = 0
  #retryMs = FIRST_RETRY_MS
  #cancelNext: (() => void) | undefined
  #resting = false
  #closing = false
  #recorded = 0

  /** Opens the store at once, so that one that does not work is known before anything arrives. */
  constructor(settings: RecorderSettings, parts: RecorderParts) {
    this.#settings = settings
    this.#parts = parts
    this.#wake()
  }

  /** Sightings that were kept, since the start. */
  get recorded(): number {
    return this.#recorded
  }

  /** Sightings that are not in the store yet. */
  get waiting(): number {
    return this.#waiting.length + this.#batch.length + this.#leaving + (this.#parts.spill?.length ?? 0)
  }

  /** There is no room for more, and none can be made: the store, and the disk where one is to help, have too much to do. */
  get isFull(): boolean {
    const { onFull } = this.#settings
    const canMakeRoom = onFull === 'drop-oldest' || (onFull === 'spill' && this.#leaving === 0)
    return !canMakeRoom && this.#fills(1)
  }

  /** Takes a sighting. Never waits, never throws. */
  add(sighting: Sighting): void {
    if (this.#fills(1)) this.#makeRoom()
    if (this.#fills(this.#settings.onFull === 'drop-oldest' ? 1 : 2)) {
      this.#parts.trouble.lost(1, 'the buffer is full')
      return
    }
    this.#waiting.add(sighting)
    if (this.#waiting.length >= this.#settings.batchMessages) this.#wake()
    else this.#wakeAfter(this.#settings.batchMs)
  }

  /** Writes what waits. What cannot be written now goes to the disk, where that is asked for, and else is lost. */
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
    else this.#parts.trouble.lost(left.length, 'the archive did not work before the end')
  }

  #fills(times: number): boolean {
    const { bufferMessages, bufferBytes } = this.#settings
    const { length, bytes } = this.#waiting
    return length >= times * bufferMessages || bytes >= times * bufferBytes
  }

  #makeRoom(): void {
    const { onFull } = this.#settings
    if (onFull === 'drop-oldest') {
      this.#parts.trouble.lost(this.#waiting.take(1).length, 'the buffer is full')
    } else if (onFull === 'spill' && this.#leaving === 0) {
      this.#parts.trouble.late()
      this.#spilling = this.#spill(this.#waiting.take(Number.POSITIVE_INFINITY))
    }
  }

  async #spill(sightings: readonly Sighting[]): Promise<void> {
    const { spill, trouble } = this.#parts
    this.#leaving = sightings.length
    try {
      const dropped = (await spill?.put(sightings)) ?? 0
      if (dropped > 0) trouble.lost(dropped, 'there is no more room for them on the disk')
    } catch (thrown) {
      trouble.lost(sightings.length, `they cannot be kept on the disk: ${String(thrown)}`)
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

  /** Writes until less than a batch waits. */
  async #work(): Promise<void> {
    const { store, trouble } = this.#parts
    const { batchMessages, bufferMessages } = this.#settings
    try {
      await store.open()
      do {
        await this.#next()
        await this.#write()
        this.#retryMs = FIRST_RETRY_MS
        trouble.worked(this.#waiting.length < bufferMessages / 2 && !this.#hasFiles)
      } while (this.#waiting.length >= batchMessages || (await this.#hasSpilled()))
    } catch (thrown) {
      trouble.failed(thrown)
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

  /** What is to be written next: what failed before, what is in memory, what is on the disk. */
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

  /** One after the other, without those that no store can keep. */
  async #writeFit(): Promise<void> {
    for (;;) {
      const [sighting, ...others] = this.#batch
      if (sighting === undefined) return
      try {
        await this.#parts.store.record([sighting], this.#merge)
        this.#recorded++
      } catch (thrown) {
        if (!isUnfit(thrown)) throw thrown
        this.#parts.trouble.lost(1, thrown.message)
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
