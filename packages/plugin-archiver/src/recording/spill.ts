import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sighting } from '../archive.js'

/** The sightings of one file. */
interface Segment {
  readonly sightings: readonly Sighting[]
  /** `max` if an earlier process may have stored them and ended before it removed the file. */
  readonly merge: 'add' | 'max'
  /** Removes the file. */
  remove(): Promise<void>
}

interface SegmentFile {
  readonly name: string
  readonly bytes: number
  readonly count: number
}

/** The suffix of a file that is being written to the store. */
const BEGUN = '.begun.ndjson'
const NAME = /^(\d{8,})-(\d+)\.(begun\.)?ndjson$/

/** Sightings that wait on the disk, and survive the process. Each full buffer becomes one file. */
export class Spill {
  readonly #folder: string
  readonly #maxBytes: number
  #files: SegmentFile[] | undefined

  /** @param maxBytes of all files; beyond that the oldest are removed */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** Sightings in the files; 0 until the folder is read for the first time. */
  get length(): number {
    return (this.#files ?? []).reduce((sum, { count }) => sum + count, 0)
  }

  /**
   * Writes sightings to a new file, and syncs it.
   * @returns how many older sightings were removed for it
   */
  async put(sightings: readonly Sighting[]): Promise<number> {
    const files = await this.#list()
    const text = sightings.map((sighting) => `${JSON.stringify(sighting)}\n`).join('')
    const next = Number.parseInt(files.at(-1)?.name ?? '0', 10) + 1
    const name = `${String(next).padStart(8, '0')}-${sightings.length}.ndjson`
    const path = join(this.#folder, name)
    await writeFile(`${path}.part`, text, { flush: true, mode: 0o600 })
    await rename(`${path}.part`, path)
    files.push({ name, bytes: Buffer.byteLength(text), count: sightings.length })
    return this.#shrink(files)
  }

  /**
   * The oldest file, marked as being written to the store; undefined if there is none.
   * @throws Error if it is damaged: it is renamed, so that the next call returns the next file
   */
  async first(): Promise<Segment | undefined> {
    const files = await this.#list()
    const [file] = files
    if (file === undefined) return undefined
    const lines = (await readFile(join(this.#folder, file.name), 'utf8')).split('\n').slice(0, -1)
    const sightings = sightingsIn(lines)
    if (sightings === undefined) return this.#setAside(file)
    const wasBegun = file.name.includes(BEGUN)
    const begun = wasBegun ? file : { ...file, name: file.name.replace('.ndjson', BEGUN) }
    if (!wasBegun) {
      await rename(join(this.#folder, file.name), join(this.#folder, begun.name))
      const place = files.indexOf(file)
      if (place >= 0) files.splice(place, 1, begun)
    }
    return {
      sightings,
      merge: wasBegun ? 'max' : 'add',
      remove: () => this.#remove(begun),
    }
  }

  async #shrink(files: readonly SegmentFile[]): Promise<number> {
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    let dropped = 0
    for (const file of files.slice(0, -1)) {
      if (bytes <= this.#maxBytes) break
      await this.#remove(file)
      bytes -= file.bytes
      dropped += file.count
    }
    return dropped
  }

  async #remove(file: SegmentFile): Promise<void> {
    await rm(join(this.#folder, file.name), { force: true })
    await this.#forget(file)
  }

  async #setAside(file: SegmentFile): Promise<never> {
    const path = join(this.#folder, file.name)
    await rename(path, `${path}.damaged`)
    await this.#forget(file)
    throw new Error(
      `${path} is damaged and is renamed to ${path}.damaged; sightings in it, which are not archived: ${file.count}`,
    )
  }

  async #forget(file: SegmentFile): Promise<void> {
    // In place: a concurrent `put` may be about to add to it.
    const files = await this.#list()
    const place = files.indexOf(file)
    if (place >= 0) files.splice(place, 1)
  }

  async #list(): Promise<SegmentFile[]> {
    if (this.#files !== undefined) return this.#files
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const files: SegmentFile[] = []
    for (const name of (await readdir(this.#folder)).sort()) {
      const count = Number(NAME.exec(name)?.[2])
      if (count > 0) files.push({ name, bytes: (await stat(join(this.#folder, name))).size, count })
      // The process ended while it was written: remove it.
      else if (name.endsWith('.ndjson.part')) await rm(join(this.#folder, name), { force: true })
    }
    this.#files = files
    return files
  }
}

/** Undefined if a line is not JSON. */
function sightingsIn(lines: readonly string[]): Sighting[] | undefined {
  try {
    return lines.map((line) => JSON.parse(line))
  } catch {
    return undefined
  }
}
