import type { Disk, DiskFile } from './disk.js'
import type { JournalFolder } from './journal-folder.js'
import { encodeRecord, VERSION } from './record.js'

/** The file of the journal that is being appended to. */
export class Segment {
  readonly #file: DiskFile
  #size: number
  #unsynced = false

  private constructor(file: DiskFile, size: number) {
    this.#file = file
    this.#size = size
  }

  /** @param size where to continue; the rest of the file is removed */
  static async open(disk: Disk, path: string, size: number): Promise<Segment> {
    const file = await disk.open(path)
    try {
      await file.truncate(size)
    } catch (thrown) {
      await file.close()
      throw thrown
    }
    return new Segment(file, size)
  }

  /** Creates a file that survives a power failure. */
  static async create(folder: JournalFolder, number: number): Promise<Segment> {
    const { disk } = folder
    const segment = await Segment.open(disk, folder.file(number), 0)
    try {
      await segment.append(encodeRecord({ kind: 'head', version: VERSION, isBase: false }))
      await segment.sync()
      await folder.sync()
      return segment
    } catch (thrown) {
      await segment.close()
      await disk.remove(folder.file(number)).catch(() => {})
      throw thrown
    }
  }

  /** Bytes. */
  get size(): number {
    return this.#size
  }

  /** Whether a power failure would lose something. */
  get isUnsynced(): boolean {
    return this.#unsynced
  }

  /** Appends bytes. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#unsynced = true
    await this.#file.write(bytes, this.#size)
    this.#size += bytes.length
  }

  /** Undoes appends, including failed ones, back to this size. */
  async truncate(size: number): Promise<void> {
    this.#size = size
    await this.#file.truncate(size)
  }

  async sync(): Promise<void> {
    // Before the sync: what is written during it may not be part of it.
    this.#unsynced = false
    try {
      await this.#file.sync()
    } catch (thrown) {
      this.#unsynced = true
      throw thrown
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
