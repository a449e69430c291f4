import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Disk } from './disk.js'

/**
 * A small text in a file of its own, with a checksum before it. It is replaced as a whole: a process that ends on the way leaves
 * the earlier one.
 */
export class CheckedFile {
  readonly path: string
  readonly #disk: Disk
  readonly #failed: (thrown: unknown) => void
  #saved: string | undefined
  #wanted: string | undefined
  #saving: Promise<void> | undefined

  /** @param failed told when it could not be saved */
  constructor(disk: Disk, path: string, failed: (thrown: unknown) => void) {
    this.#disk = disk
    this.path = path
    this.#failed = failed
  }

  /** What the file holds; undefined where it is not there. */
  async load(): Promise<{ readonly whole: string } | 'damaged' | undefined> {
    const bytes = await this.#disk.read(this.path)
    if (bytes === undefined) return undefined
    const [sum, text] = [bytes.toString('latin1', 0, 8), bytes.subarray(9)]
    if (sum !== sumOf(text)) return 'damaged'
    this.#saved = text.toString()
    return { whole: this.#saved }
  }

  /** Replaces the text, where it is another. Of several that come while one is being written, the last is written. */
  save(text: string): Promise<void> {
    if (text === this.#saved && this.#saving === undefined) return Promise.resolve()
    this.#wanted = text
    this.#saving ??= this.#saveWanted()
    return this.#saving
  }

  /** Tries again to save what could not be saved. */
  retry(): void {
    if (this.#wanted !== undefined && this.#wanted !== this.#saved) this.#saving ??= this.#saveWanted()
  }

  /** Resolves when what was to be saved is, or could not be. */
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
      await file.cut(0)
      await file.write(Buffer.concat([Buffer.from(`${sumOf(text)}\n`), text]), 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await this.#disk.rename(unfinished, this.path)
    await this.#disk.syncFolder(dirname(this.path))
  }
}

function sumOf(text: Buffer): string {
  return crc32(text).toString(16).padStart(8, '0')
}
