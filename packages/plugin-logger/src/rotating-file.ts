import type { Stats } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { closeFile, hasCode, openFile, readFrom, truncate, writeTo } from './disk.js'
import { rotate } from './rotate.js'
import type { Entry, Sink } from './sink.js'

/** The file and when it is rotated. */
export interface Rotation {
  readonly file: string
  /** The maximum size in bytes; a longer line gets a file of its own. 0: no limit. */
  readonly maxBytes: number
  /** The maximum age in milliseconds, counted from the first line. 0: no limit. */
  readonly maxAge: number
  /** The number of old files to keep. */
  readonly keep: number
}

/** The last known state of the file. */
interface FileState {
  readonly size: number
  /** When the first line was written. */
  readonly startedAt: number
  /** Whether the last line is incomplete, because the process died or the disk was full. */
  readonly isPartial: boolean
}

const EMPTY: FileState = { size: 0, startedAt: 0, isPartial: false }
/** The maximum size of one write. */
const CHUNK_BYTES = 1_048_576
const TIME_AT_START = /^\{"time":(\d+)[,}]/

/**
 * One line per entry, in a file that is opened for each write: an idle logger keeps no file open,
 * and a file that another process moves away is simply recreated.
 *
 * No library does all of this: rotating-file-stream 3.2 is destroyed by the first error, does not
 * notice partial writes, rotates only on calendar boundaries, and swallows errors of those
 * rotations.
 */
export class RotatingFile implements Sink {
  readonly #rotation: Rotation
  #state = EMPTY

  constructor(rotation: Rotation) {
    this.#rotation = rotation
  }

  async prepare(): Promise<void> {
    await mkdir(dirname(this.#rotation.file), { recursive: true })
  }

  async write(entries: readonly Entry[]): Promise<number> {
    const { file, keep } = this.#rotation
    const [first] = entries
    if (first === undefined) return 0
    await this.#refresh()
    if (this.#isDue(first, this.#state.size)) {
      await rotate(file, keep)
      this.#state = EMPTY
    }
    if (this.#state.size === 0) this.#state = { ...this.#state, startedAt: first.time }
    const count = this.#countFitting(entries)
    const lines = entries.slice(0, count).map(({ text }) => text)
    await this.#append(Buffer.from(this.#state.isPartial ? `\n${lines.join('')}` : lines.join('')))
    return count
  }

  /** Another process may have written to the file or moved it away. */
  async #refresh(): Promise<void> {
    const { file } = this.#rotation
    try {
      const stats = await stat(file)
      const { size } = stats
      if (size > 0 && size === this.#state.size) return
      // A device has size 0, and so it is never rotated.
      this.#state = size > 0 ? { size, ...(await readEnds(file, stats)) } : EMPTY
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) throw thrown
      this.#state = EMPTY
    }
  }

  /**
   * Whether an entry needs a new file. A file that started far in the future does not wait for that
   * time: the clock was set back.
   * @param size the size of the file before the entry
   */
  #isDue({ time, bytes }: Entry, size: number): boolean {
    const { maxBytes, maxAge } = this.#rotation
    const { startedAt } = this.#state
    if (size === 0) return false
    return (maxBytes > 0 && size + bytes > maxBytes) || (maxAge > 0 && Math.abs(time - startedAt) >= maxAge)
  }

  /** The number of entries for the next write; at least one. */
  #countFitting(entries: readonly Entry[]): number {
    let sum = 0
    const next = entries.findIndex((entry) => {
      if (sum > 0 && (sum + entry.bytes > CHUNK_BYTES || this.#isDue(entry, this.#state.size + sum)))
        return true
      sum += entry.bytes
      return false
    })
    return next === -1 ? entries.length : next
  }

  async #append(lines: Buffer): Promise<void> {
    const file = await openIn(this.#rotation.file)
    try {
      await writeTo(file, lines)
      this.#state = { ...this.#state, size: this.#state.size + lines.length, isPartial: false }
    } catch (thrown) {
      // A full disk writes only a part. If truncating fails too, the retry finds a partial line.
      await truncate(file, this.#state.size).catch(() => {})
      this.#state = EMPTY
      throw thrown
    } finally {
      await closeFile(file)
    }
  }
}

async function openIn(path: string): Promise<number> {
  try {
    return await openFile(path, 'a')
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown
    await mkdir(dirname(path), { recursive: true })
    return openFile(path, 'a')
  }
}

/** When the first line of a non-empty file was written, and whether the last line is incomplete. */
async function readEnds(
  path: string,
  { size, birthtimeMs }: Stats,
): Promise<Pick<FileState, 'startedAt' | 'isPartial'>> {
  const file = await openFile(path, 'r')
  try {
    const start = await readFrom(file, { position: 0, buffer: Buffer.alloc(40) })
    const time = TIME_AT_START.exec(start.buffer.toString('latin1'))?.[1]
    const last = await readFrom(file, { position: size - 1, buffer: Buffer.alloc(1) })
    const startedAt = time === undefined ? birthtimeMs : Number(time)
    return { startedAt, isPartial: last.buffer.toString('latin1') !== '\n' }
  } finally {
    await closeFile(file)
  }
}
