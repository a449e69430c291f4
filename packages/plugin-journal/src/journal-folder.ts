import { join } from 'node:path'
import type { Disk } from './disk.js'

const NAME = /^(\d{8})\.journal$/
const UNFINISHED = /^\d{8}\.journal\.new$/

/** The folder of a journal. Its files are numbered, and read in that order. */
export class JournalFolder {
  readonly disk: Disk
  readonly path: string

  constructor(disk: Disk, path: string) {
    this.disk = disk
    this.path = path
  }

  /** The name of the file with this number. */
  name(number: number): string {
    return `${String(number).padStart(8, '0')}.journal`
  }

  /** The path of the file with this number. */
  file(number: number): string {
    return join(this.path, this.name(number))
  }

  /** The numbers of the files, in order. Removes what an interrupted compaction left. */
  async numbers(): Promise<number[]> {
    const names = await this.disk.list(this.path)
    for (const name of names.filter((one) => UNFINISHED.test(one)))
      await this.disk.remove(join(this.path, name))
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  sync(): Promise<void> {
    return this.disk.syncFolder(this.path)
  }
}
