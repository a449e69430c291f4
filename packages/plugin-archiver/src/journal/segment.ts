import type { Disk, DiskFile } from './disk.js'
import type { JournalFolder } from './folder.js'
import { encodeRecord, VERSION } from './record.js'

/** A file of the journal that is being written: at its end only. */
export class Segment {
  readonly #file: DiskFile
  #size: number
  #unsynced = false

  private constructor(file: DiskFile, size: number) {
    this.#file = file
    this.#size = size
  }

  /** @param size where to go on; what stands behind it is cut off */
  static async open(disk: Disk, path: string, size: number): Promise<Segment> {
    const file = await disk.open(path)
    try {
      await file.cut(size)
    } catch (thrown) {
      await file.close()
      throw thrown
    }
    return new Segment(file, size)
  }

  /** A new file, which is there after the loss of power. */
  static async begin(folder: JournalFolder, number: number): Promise<Segment> {
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

  /** Something was written that the loss of power would take. */
  get isUnsynced(): boolean {
    return this.#unsynced
  }

  /** Adds bytes: all, or none. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#unsynced = true
    await this.#file.write(bytes, this.#size)
    this.#size += bytes.length
  }

  /** Takes back what was added, or would have been, since the file had this size. */
  async takeBack(size: number): Promise<void> {
    this.#size = size
    await this.#file.cut(size)
  }

  async sync(): Promise<void> {
    // Noted before: what is written meanwhile may not be among it.
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
