import { Histogram, type HistogramSnapshot, type PluginContext, type QueuedText } from 'clacks'
import { compact } from './compaction.js'
import type { Disk } from './disk.js'
import { type Ending, saveEnding } from './ending.js'
import { JournalFolder } from './journal-folder.js'
import { PendingWrites } from './pending-writes.js'
import { encodeRecord } from './record.js'
import { type Damage, type Replay, replay } from './replay.js'
import { Segment } from './segment.js'

/**
 * When writes are synced, so that they survive a power failure: `always` before a write is
 * confirmed, `interval` periodically, `never` when the operating system decides. No policy loses
 * anything when the process is killed.
 */
export type Fsync = 'always' | 'interval' | 'never'

/** Settings and callbacks of a {@link Journal}. */
export interface JournalParts {
  readonly disk: Disk
  /** Measures how long writes take. */
  readonly clock: Pick<PluginContext['clock'], 'monotonic'>
  readonly folder: string
  readonly fsync: Fsync
  /** A journal smaller than this is not compacted, in bytes. */
  readonly compactAbove: number
  /** Called after each failed write. */
  readonly writeFailed: (thrown: unknown) => void
  /** Called if it cannot be recorded that the journal was closed. */
  readonly closeFailed: (thrown: unknown) => void
  /** Called after each failed compaction. */
  readonly compactionFailed: (thrown: unknown) => void
  /** Called after each successful write. */
  readonly written: () => void
}

/** What a journal counts since it was opened, and how large it is now. */
export interface JournalMeasurements {
  /** Messages in it, with those that left the queue and are not removed yet. */
  readonly messages: number
  /** Bytes on the disk. */
  readonly bytes: number
  /** How long writes took with their sync, in seconds. */
  readonly writeSeconds: HistogramSnapshot
  readonly writeFailures: number
  /** Those that succeeded. */
  readonly compactions: number
}

/** Upper bounds of the buckets of write durations, in seconds. */
const WRITE_SECONDS = [0.000_1, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]
/** Bytes of one write. */
const MAX_BYTES = 4 * 2 ** 20
/** A journal is compacted when it is larger than its messages by this factor. */
const COMPACTION_FACTOR = 2

/**
 * The messages of a queue in append-only files: a record for what enters, and one for what leaves.
 *
 * Everything requested during a write shares the next write and its fsync.
 */
export class Journal {
  readonly damages: readonly Damage[]
  /** How it was closed before; undefined if it was not. */
  readonly ending: Ending | 'damaged' | undefined
  /** May be changed at any time. Applies from the next write on. */
  fsync: Fsync
  readonly #parts: JournalParts
  readonly #folder: JournalFolder
  readonly #live: Map<string, QueuedText>
  /** The names of those among them that left the queue. */
  readonly #left: Set<string>
  readonly #pending = new PendingWrites()
  /** Files that are no longer written, and their sizes. */
  #older: { readonly number: number; readonly size: number }[]
  #active: Segment
  #number: number
  #liveBytes = 0
  #compactAt: number
  #compacting: Promise<void> | undefined
  #writing: Promise<void> | undefined
  /** After a failed fsync the file cannot be trusted: everything is rewritten first. */
  #mustRewrite = false
  /** A damaged file is compacted, so that its damage is reported once. */
  #isDamaged: boolean
  #isSyncAsked = false
  #isClosed = false
  readonly #writeSeconds = new Histogram(WRITE_SECONDS)
  #writeFailures = 0
  #compactions = 0
  #failure: unknown

  private constructor(
    parts: JournalParts,
    folder: JournalFolder,
    replayed: Replay,
    active: Segment,
    number: number,
  ) {
    this.#parts = parts
    this.fsync = parts.fsync
    this.#folder = folder
    this.damages = replayed.damages
    this.ending = replayed.ending
    this.#live = replayed.messages
    this.#left = replayed.left
    for (const { bytes } of this.#live.values()) this.#liveBytes += bytes
    this.#older = replayed.files.filter((file) => file.number !== number)
    this.#active = active
    this.#number = number
    this.#compactAt = parts.compactAbove
    this.#isDamaged = replayed.damages.some(({ isEnd }) => !isEnd)
  }

  /** Reads a journal and continues it. Creates the folder if missing. The caller holds its lock. */
  static async open(parts: JournalParts): Promise<Journal> {
    const { disk } = parts
    await disk.makeFolder(parts.folder)
    const folder = new JournalFolder(disk, parts.folder)
    const replayed = await replay(folder)
    for (const number of replayed.obsolete) await disk.remove(folder.file(number))
    const last = replayed.files.at(-1)
    const number = last?.number ?? 1
    const active = last
      ? await Segment.open(disk, folder.file(number), last.size)
      : await Segment.create(folder, number)
    return new Journal(parts, folder, replayed, active, number)
  }

  /** The messages in it that have not left the queue, oldest first. */
  get messages(): QueuedText[] {
    return [...this.#live.values()].filter(({ transfer }) => !this.#left.has(transfer))
  }

  /** The messages in it that have left the queue, oldest first. */
  get left(): QueuedText[] {
    return [...this.#live.values()].filter(({ transfer }) => this.#left.has(transfer))
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#older.reduce((sum, { size }) => sum + size, this.#active.size)
  }

  measurements(): JournalMeasurements {
    return {
      messages: this.#live.size,
      bytes: this.bytes,
      writeSeconds: this.#writeSeconds.snapshot(),
      writeFailures: this.#writeFailures,
      compactions: this.#compactions,
    }
  }

  /** Why the last write failed; undefined if it succeeded. */
  get failure(): unknown {
    return this.#failure
  }

  /**
   * Adds messages, all or none. Resolves when they are as safe as the policy promises; rejects if
   * they could not be written.
   */
  write(messages: readonly QueuedText[]): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the journal is closed'))
    return new Promise((resolve, reject) => {
      const bytes = encodeRecord({ kind: 'messages', messages })
      this.#pending.add({ kind: 'messages', messages, bytes, caller: { resolve, reject } })
      this.#start()
    })
  }

  /** Adds messages now, or as soon as writing works again. */
  writeSoon(messages: readonly QueuedText[]): void {
    for (const message of messages) {
      const bytes = encodeRecord({ kind: 'messages', messages: [message] })
      this.#pending.add({ kind: 'messages', messages: [message], bytes })
    }
    this.#start()
  }

  /** A message has left the queue. Its text is kept until it is removed. */
  leave(transfer: string): void {
    this.#pending.addName('left', transfer)
    this.#start()
  }

  /** Removes a message. */
  remove(transfer: string): void {
    this.#pending.addName('removals', transfer)
    this.#start()
  }

  /** Retries failed writes. */
  retry(): void {
    if (!this.#pending.isEmpty) this.#start()
  }

  /** Syncs what was written. Failures are reported to `writeFailed`. */
  async sync(): Promise<void> {
    this.#isSyncAsked = true
    this.#start()
    await this.#writing
  }

  /** Writes what it can, and closes the files. What is requested afterwards is not written. */
  async close(): Promise<void> {
    if (this.fsync !== 'never') this.#isSyncAsked = true
    this.#start()
    // What is requested meanwhile begins another write: the file must not be closed during it.
    while (this.#writing !== undefined || this.#compacting !== undefined) {
      await this.#writing
      await this.#compacting
    }
    this.#isClosed = true
    await this.#active.close()
    // What such a file holds is not known.
    if (this.#mustRewrite) return
    const ending = { number: this.#number, size: this.#active.size, messages: this.#live.size }
    await saveEnding(this.#folder, ending, this.#parts.closeFailed)
  }

  #start(): void {
    if (!this.#isClosed) this.#writing ??= this.#writeAll()
  }

  /** Writes until nothing is pending, or a write fails. Never runs twice at a time. */
  async #writeAll(): Promise<void> {
    try {
      do {
        // Everything of this turn of the event loop shares one write.
        await new Promise((resume) => setImmediate(resume))
        if (!this.#pending.isEmpty) await this.#writeNext()
      } while (!this.#pending.isEmpty)
      if (this.#isSyncAsked && this.#active.isUnsynced) await this.#syncActive()
    } catch (thrown) {
      this.#failure = thrown
      this.#writeFailures++
      this.#parts.writeFailed(thrown)
    } finally {
      this.#isSyncAsked = false
      this.#writing = undefined
    }
  }

  async #writeNext(): Promise<void> {
    const { items, bytes } = this.#pending.take(MAX_BYTES)
    const hasMessages = items.some(({ kind }) => kind === 'messages')
    const { clock } = this.#parts
    const began = clock.monotonic()
    try {
      await this.#commit(bytes, this.fsync === 'always' && hasMessages)
      this.#writeSeconds.observe((clock.monotonic() - began) / 1_000)
    } catch (thrown) {
      this.#pending.fail(items, thrown)
      throw thrown
    }
    this.#failure = undefined
    this.#parts.written()
    for (const item of items) {
      if (item.kind === 'messages') this.#keep(item.messages, item.caller?.resolve)
      else if (item.kind === 'left') for (const transfer of item.transfers) this.#left.add(transfer)
      else this.#forget(item.transfers)
    }
    if (this.#isWasteful()) await this.#compactInBackground()
  }

  async #syncActive(): Promise<void> {
    try {
      await this.#active.sync()
    } catch (thrown) {
      this.#mustRewrite = true
      throw thrown
    }
  }

  async #commit(bytes: Buffer, sync: boolean): Promise<void> {
    if (this.#mustRewrite) {
      await this.#compacting
      await (await this.#compact()).done
    }
    const active = this.#active
    const before = active.size
    try {
      await active.append(bytes)
      if (sync) await active.sync()
    } catch (thrown) {
      this.#mustRewrite ||= active.size !== before
      // The sender was refused: a later start must not restore it.
      await active.truncate(before).catch(() => {
        this.#mustRewrite = true
      })
      throw thrown
    }
  }

  #keep(messages: readonly QueuedText[], resolve: (() => void) | undefined): void {
    for (const message of messages) {
      this.#live.set(message.transfer, message)
      this.#liveBytes += message.bytes
    }
    resolve?.()
  }

  #forget(transfers: readonly string[]): void {
    for (const transfer of transfers) {
      this.#liveBytes -= this.#live.get(transfer)?.bytes ?? 0
      this.#live.delete(transfer)
      this.#left.delete(transfer)
    }
  }

  #isWasteful(): boolean {
    if (this.#compacting !== undefined) return false
    return (
      this.#isDamaged || (this.bytes > this.#compactAt && this.bytes > COMPACTION_FACTOR * this.#liveBytes)
    )
  }

  /** Compacts while writing continues. A failure only leaves the journal larger than necessary. */
  async #compactInBackground(): Promise<void> {
    const postpone = (thrown: unknown): void => {
      this.#isDamaged = false
      this.#compactAt = this.bytes + this.#parts.compactAbove
      this.#parts.compactionFailed(thrown)
    }
    try {
      this.#compacting = (await this.#compact()).done.catch(postpone).finally(() => {
        this.#compacting = undefined
      })
    } catch (thrown) {
      postpone(thrown)
    }
  }

  /**
   * Continues in a new file. `done` resolves when one compacted file has replaced all earlier ones.
   */
  async #compact(): Promise<{ readonly done: Promise<void> }> {
    const base = this.#number + 1
    const before = this.#active
    const mustRewrite = this.#mustRewrite
    // A file that cannot be trusted is about to be replaced: no need to sync it.
    if (before.isUnsynced && !mustRewrite) await this.#syncActive()
    this.#active = await Segment.create(this.#folder, base + 1)
    this.#older.push({ number: this.#number, size: before.size })
    this.#number = base + 1
    this.#mustRewrite = false
    await before.close()
    const done = compact(this.#folder, base, {
      messages: [...this.#live.values()],
      left: [...this.#left],
      obsolete: this.#older.map(({ number }) => number),
      damaged: this.damages.filter(({ isEnd }) => !isEnd).map(({ file }) => file),
    })
    return {
      done: done.then(
        (size) => {
          this.#compactions++
          this.#older = [{ number: base, size }]
          this.#isDamaged = false
          this.#compactAt = this.#parts.compactAbove
        },
        (thrown) => {
          this.#mustRewrite ||= mustRewrite
          throw thrown
        },
      ),
    }
  }
}
