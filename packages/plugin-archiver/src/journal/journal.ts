import type { QueuedText } from 'clacks'
import { compact } from './compaction.js'
import type { Disk } from './disk.js'
import { JournalFolder } from './folder.js'
import { OwedList } from './owed.js'
import { encodeRecord } from './record.js'
import { type Damage, replay } from './replay.js'
import { Segment } from './segment.js'

/**
 * When what was written is made to survive the loss of power: `always` before anybody is told that it is kept; `interval` now and
 * then; `never` when the system sees fit. What the process itself can suffer, being killed for one, no policy loses anything to.
 */
export type Fsync = 'always' | 'interval' | 'never'

/** What a journal is told, and whom it tells. */
export interface JournalParts {
  readonly disk: Disk
  readonly folder: string
  readonly fsync: Fsync
  /** A journal smaller than this is not compacted. Bytes. */
  readonly compactAbove: number
  /** It could not write. Told at each attempt. */
  readonly failed: (thrown: unknown) => void
  /** It could not be made smaller. Told at each attempt. */
  readonly notCompacted: (thrown: unknown) => void
  /** It could write. Told after each. */
  readonly written: () => void
}

/** Bytes of one write. */
const MAX_BYTES = 4 * 2 ** 20
/** A journal is compacted when it is so many times as large as what it holds. */
const WASTE = 2

/**
 * The messages of a queue, in files that are written at their end only: a record for what comes in, one for what goes.
 *
 * Everything that is asked for while a write is under way shares the next one, and its fsync.
 */
export class Journal {
  readonly damages: readonly Damage[]
  /** May be changed at any time; holds from the next write on. */
  fsync: Fsync
  readonly #parts: JournalParts
  readonly #folder: JournalFolder
  readonly #live: Map<string, QueuedText>
  readonly #owed = new OwedList()
  /** Files that are not written any more, and their bytes. */
  #older: { readonly number: number; readonly size: number }[]
  #active: Segment
  #number: number
  #liveBytes = 0
  #compactAt: number
  #compacting: Promise<void> | undefined
  #writing: Promise<void> | undefined
  /** What an fsync that failed had before it cannot be relied on: all is written anew first. */
  #isDoubtful = false
  /** A file has a gap: it is compacted, so that the gap is named once. */
  #isDamaged: boolean
  #isSyncAsked = false
  #failure: unknown

  private constructor(
    parts: JournalParts,
    folder: JournalFolder,
    found: Awaited<ReturnType<typeof replay>>,
    active: Segment,
    number: number,
  ) {
    this.#parts = parts
    this.fsync = parts.fsync
    this.#folder = folder
    this.damages = found.damages
    this.#live = found.messages
    for (const { bytes } of this.#live.values()) this.#liveBytes += bytes
    this.#older = found.files.filter((file) => file.number !== number)
    this.#active = active
    this.#number = number
    this.#compactAt = parts.compactAbove
    this.#isDamaged = found.damages.some(({ isEnd }) => !isEnd)
  }

  /** Reads a journal and goes on with it; the folder is made where it is not there. Whoever calls has its lock. */
  static async open(parts: JournalParts): Promise<Journal> {
    const { disk } = parts
    await disk.makeFolder(parts.folder)
    const folder = new JournalFolder(disk, parts.folder)
    const found = await replay(folder)
    for (const number of found.obsolete) await disk.remove(folder.file(number))
    const last = found.files.at(-1)
    const number = last?.number ?? 1
    const active = last
      ? await Segment.open(disk, folder.file(number), last.size)
      : await Segment.begin(folder, number)
    return new Journal(parts, folder, found, active, number)
  }

  /** The messages that it holds, oldest first. */
  get messages(): IterableIterator<QueuedText> {
    return this.#live.values()
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#older.reduce((sum, { size }) => sum + size, this.#active.size)
  }

  /** Why it cannot write; undefined where it can. */
  get failure(): unknown {
    return this.#failure
  }

  /** Adds messages, all or none. Fulfilled when they are as safe as the policy says; rejected where they could not be written. */
  write(messages: readonly QueuedText[]): Promise<void> {
    return new Promise((done, failed) => {
      const bytes = encodeRecord({ kind: 'messages', messages })
      this.#owed.add({ kind: 'messages', messages, bytes, waiting: { done, failed } })
      this.#start()
    })
  }

  /** Adds messages: now, or when it can write again. */
  writeSoon(messages: readonly QueuedText[]): void {
    for (const message of messages) {
      const bytes = encodeRecord({ kind: 'messages', messages: [message] })
      this.#owed.add({ kind: 'messages', messages: [message], bytes })
    }
    this.#start()
  }

  /** Takes a message out. */
  remove(transfer: string): void {
    this.#owed.remove(transfer)
    this.#start()
  }

  /** Tries again to write what could not be written. */
  retry(): void {
    if (!this.#owed.isEmpty) this.#start()
  }

  /** Makes what was written survive the loss of power. What fails is told to `failed`. */
  async sync(): Promise<void> {
    this.#isSyncAsked = true
    this.#start()
    await this.#writing
  }

  /** Writes what it can, and ends. */
  async close(): Promise<void> {
    if (this.fsync !== 'never') this.#isSyncAsked = true
    this.#start()
    await this.#writing
    await this.#compacting
    await this.#active.close()
  }

  #start(): void {
    this.#writing ??= this.#writeAll()
  }

  /** Writes until nothing is owed, or it fails. One at a time: nothing else touches the file that is being written. */
  async #writeAll(): Promise<void> {
    try {
      do {
        // All that this turn of the event loop brings shares one write, and what that write lets happen is not kept from happening.
        await new Promise((resume) => setImmediate(resume))
        if (!this.#owed.isEmpty) await this.#writeNext()
      } while (!this.#owed.isEmpty)
      if (this.#isSyncAsked && this.#active.isUnsynced) await this.#syncActive()
    } catch (thrown) {
      this.#failure = thrown
      this.#parts.failed(thrown)
    } finally {
      this.#isSyncAsked = false
      this.#writing = undefined
    }
  }

  async #writeNext(): Promise<void> {
    const { items, bytes } = this.#owed.take(MAX_BYTES)
    const bringsMessages = items.some(({ kind }) => kind === 'messages')
    try {
      await this.#commit(bytes, this.fsync === 'always' && bringsMessages)
    } catch (thrown) {
      this.#owed.putBack(items, thrown)
      throw thrown
    }
    this.#failure = undefined
    this.#parts.written()
    for (const item of items) {
      if (item.kind === 'removals') this.#forget(item.transfers)
      else this.#hold(item.messages, item.waiting?.done)
    }
    if (this.#isWasteful()) await this.#compactAside()
  }

  async #syncActive(): Promise<void> {
    try {
      await this.#active.sync()
    } catch (thrown) {
      this.#isDoubtful = true
      throw thrown
    }
  }

  async #commit(bytes: Buffer, sync: boolean): Promise<void> {
    if (this.#isDoubtful) {
      await this.#compacting
      await (await this.#compact()).whole
    }
    const active = this.#active
    const before = active.size
    try {
      await active.append(bytes)
      if (sync) await active.sync()
    } catch (thrown) {
      this.#isDoubtful ||= active.size !== before
      // What the disk took is not to be found later: its sender is told that we do not have it.
      await active.takeBack(before).catch(() => {
        this.#isDoubtful = true
      })
      throw thrown
    }
  }

  #hold(messages: readonly QueuedText[], done: (() => void) | undefined): void {
    for (const message of messages) {
      this.#live.set(message.transfer, message)
      this.#liveBytes += message.bytes
    }
    done?.()
  }

  #forget(transfers: readonly string[]): void {
    for (const transfer of transfers) {
      this.#liveBytes -= this.#live.get(transfer)?.bytes ?? 0
      this.#live.delete(transfer)
    }
  }

  #isWasteful(): boolean {
    if (this.#compacting !== undefined) return false
    return this.#isDamaged || (this.bytes > this.#compactAt && this.bytes > WASTE * this.#liveBytes)
  }

  /** Compacts while it goes on writing. Where that fails the journal is only larger than it need be. */
  async #compactAside(): Promise<void> {
    const postpone = (thrown: unknown): void => {
      this.#isDamaged = false
      this.#compactAt = this.bytes + this.#parts.compactAbove
      this.#parts.notCompacted(thrown)
    }
    try {
      this.#compacting = (await this.#compact()).whole.catch(postpone).finally(() => {
        this.#compacting = undefined
      })
    } catch (thrown) {
      postpone(thrown)
    }
  }

  /** Goes on in a new file; `whole` is fulfilled when what is left of all earlier ones is in one that stands for them. */
  async #compact(): Promise<{ readonly whole: Promise<void> }> {
    const base = this.#number + 1
    const before = this.#active
    const wasDoubtful = this.#isDoubtful
    // Where it cannot be relied on, it is about to be replaced.
    if (before.isUnsynced && !wasDoubtful) await this.#syncActive()
    this.#active = await Segment.begin(this.#folder, base + 1)
    this.#older.push({ number: this.#number, size: before.size })
    this.#number = base + 1
    this.#isDoubtful = false
    await before.close()
    const whole = compact(this.#folder, base, {
      messages: [...this.#live.values()],
      obsolete: this.#older.map(({ number }) => number),
      damaged: this.damages.filter(({ isEnd }) => !isEnd).map(({ file }) => file),
    })
    return {
      whole: whole.then(
        (size) => {
          this.#older = [{ number: base, size }]
          this.#isDamaged = false
          this.#compactAt = this.#parts.compactAbove
        },
        (thrown) => {
          this.#isDoubtful ||= wasDoubtful
          throw thrown
        },
      ),
    }
  }
}
