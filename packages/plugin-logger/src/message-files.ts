import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { closeFile, hasCode, openFile, writeTo } from './disk.js'
import type { Entry, Sink } from './sink.js'

/**
 * One file per entry: `directory/identifier/timestamp`, then `timestamp-1`, `timestamp-2` … in the
 * same millisecond.
 */
export class MessageFiles implements Sink {
  readonly #directory: string
  /** The millisecond of the last entry, and the next number for each peer in it. */
  #time = Number.NaN
  readonly #next = new Map<string, number>()

  constructor(directory: string) {
    this.#directory = directory
  }

  async prepare(): Promise<void> {
    await mkdir(this.#directory, { recursive: true })
  }

  async write([entry]: readonly Entry[]): Promise<number> {
    if (entry === undefined) return 0
    const { identifier, time, text } = entry
    if (time !== this.#time) this.#next.clear()
    this.#time = time
    const folder = join(this.#directory, identifier)
    let number = this.#next.get(identifier) ?? 0
    while (!(await createIn(folder, number === 0 ? `${time}` : `${time}-${number}`, text))) number++
    this.#next.set(identifier, number + 1)
    return 1
  }
}

/** Returns false if the file exists. */
async function createIn(folder: string, name: string, text: string): Promise<boolean> {
  const path = join(folder, name)
  try {
    return await create(path, text)
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown
    await mkdir(folder, { recursive: true })
    return create(path, text)
  }
}

async function create(path: string, text: string): Promise<boolean> {
  const file = await openFile(path, 'wx').catch((thrown: unknown) => {
    if (hasCode(thrown, 'EEXIST')) return undefined
    throw thrown
  })
  if (file === undefined) return false
  try {
    await writeTo(file, text)
  } catch (thrown) {
    // A partial file is useless, and would block its name for the retry.
    await rm(path, { force: true }).catch(() => {})
    throw thrown
  } finally {
    await closeFile(file)
  }
  return true
}
