import type { Stats } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { closeFile, cut, hasCode, openFile, readFrom, writeTo } from './disk.js'
import { rotate } from './rotate.js'
import type { Entry, Sink } from './sink.js'

/** The file, and when the next one begins. */
export interface Rotation {
  readonly file: string
  /** Bytes that it may hold; one line that is longer stands alone in a file. 0: any number. */
  readonly maxBytes: number
  /** Milliseconds from its first line to the line that begins the next file. 0: any number. */
  readonly maxAge: number
  /** How many older files are kept. */
  readonly keep: number
}

/** What is known of the file from looking at it. */
interface Look {
  readonly size: number
  /** When its first line was written. */
  readonly began: number
  /** It ends within a line: the process, or the disk, gave up there. */
  readonly torn: boolean
}

const NOTHING: Look = { size: 0, began: 0, torn: false }
/** Bytes that are written at once. */
const CHUNK_BYTES = 1_048_576
const TIME_AT_START = /^\{"time":(\d+)[,}]/

/**
 * One line an entry, in a file that is opened for each write: nothing stays open while nothing happens, and a file that
 * somebody else moves away is simply begun anew.
 *
 * Written here because no library does all of it: rotating-file-stream 3.2 is destroyed by the first error, does not notice
 * a write that the disk took only in part, rotates on calendar boundaries only, and swallows errors of those rotations.
 */
export class RotatingFile implements Sink {
  readonly #rotation: Rotation
  #look = NOTHING

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
    await this.#lookAgain()
    if (this.#isDue(first, this.#look.size)) {
      await rotate(file, keep)
      this.#look = NOTHING
    }
    if (this.#look.size === 0) this.#look = { ...this.#look, began: first.time }
    const count = this.#fitting(entries)
    const lines = entries.slice(0, count).map(({ text }) => text)
    await this.#append(Buffer.from(this.#look.torn ? `\n${lines.join('')}` : lines.join('')))
    return count
  }

  /** Somebody else may have written to it, or moved it away. */
  async #lookAgain(): Promise<void> {
    const { file } = this.#rotation
    try {
      const found = await stat(file)
      const { size } = found
      if (size > 0 && size === this.#look.size) return
      // A device has no size, and so it is never moved away.
      this.#look = size > 0 ? { size, ...(await ends(file, found)) } : NOTHING
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) throw thrown
      this.#look = NOTHING
    }
  }

  /** Whether a line begins a new file. @param size of the file before it */
  #isDue({ time, bytes }: Entry, size: number): boolean {
    const { maxBytes, maxAge } = this.#rotation
    const { began } = this.#look
    if (size === 0) return false
    return (maxBytes > 0 && size + bytes > maxBytes) || (maxAge > 0 && time - began >= maxAge)
  }

  /** How many lines go into the file at once; at least one. */
  #fitting(entries: readonly Entry[]): number {
    let sum = 0
    const next = entries.findIndex((entry) => {
      if (sum > 0 && (sum + entry.bytes > CHUNK_BYTES || this.#isDue(entry, this.#look.size + sum)))
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
      this.#look = { ...this.#look, size: this.#look.size + lines.length, torn: false }
    } catch (thrown) {
      // A full disk takes the beginning. Where it cannot be taken back, it is found torn when it is tried again.
      await cut(file, this.#look.size).catch(() => {})
      this.#look = NOTHING
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

/** When the first line of a file that is not empty was written, and whether its last line is whole. */
async function ends(path: string, { size, birthtimeMs }: Stats): Promise<Pick<Look, 'began' | 'torn'>> {
  const file = await openFile(path, 'r')
  try {
    const start = await readFrom(file, { position: 0, buffer: Buffer.alloc(40) })
    const time = TIME_AT_START.exec(start.buffer.toString('latin1'))?.[1]
    const last = await readFrom(file, { position: size - 1, buffer: Buffer.alloc(1) })
    const began = time === undefined ? birthtimeMs : Number(time)
    return { began, torn: last.buffer.toString('latin1') !== '\n' }
  } finally {
    await closeFile(file)
  }
}
