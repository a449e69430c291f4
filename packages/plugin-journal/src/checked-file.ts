import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Disk } from './disk.js'

/**
 * A small text file with a checksum in its first line. It is replaced atomically: a process that
 * ends during a save leaves the previous content.
 */
export class CheckedFile {
  readonly path: string
  readonly #disk: Disk
  readonly #failed: (thrown: unknown) => void
  #saved: string | undefined
  #wanted: string | undefined
  #saving: Promise<void> | undefined

  /** @param failed called when a save fails */
  constructor(disk: Disk, path: string, failed: (thrown: unknown) => void) {
    this.#disk = disk
    this.path = path
    this.#failed = failed
  }

  /** The content of the file; undefined if there is no file. */
  async load(): Promise<{ readonly text: string } | 'damaged' | undefined> {
    const bytes = await this.#disk.read(this.path)
    if (bytes === undefined) return undefined
    const [sum, text] = [bytes.toString('latin1', 0, 8), bytes.subarray(9)]
    if (sum !== checksum(text)) return 'damaged'
    this.#saved = text.toString()
    return { text: this.#saved }
  }

  /** Replaces the text if it differs. Of several saves during a write, only the last is written. */
  save(text: string): Promise<void> {
    this.#wanted = text
    if (text === this.#saved && this.#saving === undefined) return Promise.resolve()
    this.#saving ??= this.#saveWanted()
    return this.#saving
  }

  /** Retries a failed save. */
  retry(): void {
    if (this.#wanted !== undefined && this.#wanted !== this.#saved) this.#saving ??= this.#saveWanted()
  }

  /** Resolves when the pending save has succeeded or failed. */
  async settled(): Promise<void> {
    await this.#saving
  }

  async #saveWanted(): Promise<void> {
    try {
      while (this.#wanted !== undefined && this.#wanted !== this.#saved) {
        const text = this.#wanted
        await this.#replace(Buffer.from(text))
        this.#saved = text
      }
    } catch (thrown) {
      this.#failed(thrown)
    } finally {
      this.#saving = undefined
    }
  }

  async #replace(text: Buffer): Promise<void> {
    const unfinished = `${this.path}.new`
    const file = await this.#disk.open(unfinished)
    try {
      await file.truncate(0)
      await file.write(Buffer.concat([Buffer.from(`${checksum(text)}\n`), text]), 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await this.#disk.rename(unfinished, this.path)
    await this.#disk.syncFolder(dirname(this.path))
  }
}

function checksum(text: Buffer): string {
  return crc32(text).toString(16).padStart(8, '0')
}
