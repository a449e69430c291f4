import { type FSWatcher, watch as watchFolder } from 'node:fs'
import { type Cancel, type Clock, every } from '../clock.js'
import { reasonOf } from '../errors.js'
import { isOnNetwork } from './network-disk.js'
import { foldersOf, identityOf, versionOf } from './watched-folders.js'

/**
 * Milliseconds without a further change until an edit counts as complete: editors write in several
 * steps.
 */
const SETTLED_MS = 100
/** Milliseconds between two checks of files that cannot be watched. */
const POLL_MS = 2_000

/** Watched files. */
export interface FileWatch {
  /**
   * Watches these files from now on, and no others.
   * @returns whether the set of files has changed: an edit that was made meanwhile may have been
   * missed
   */
  follow(files: readonly string[]): Promise<boolean>
  close(): Promise<void>
}

/** What watching needs. */
export interface WatchParts {
  readonly clock: Clock
  /** Called when one of the files was edited, replaced, created or removed. */
  readonly changed: () => void
  /** Called once, with the reason, if files cannot be watched and are polled instead. */
  readonly polls: (reason: string) => void
  /** Watches a folder. Default: the file system. */
  readonly watch?: typeof watchFolder
}

/**
 * Watches files, however they are replaced. It watches the folders in which that can happen,
 * including those of links, and compares the files when something happens there.
 */
export async function watchFiles(files: readonly string[], parts: WatchParts): Promise<FileWatch> {
  const watch = new Watch(parts)
  await watch.follow(files)
  return watch
}

interface Watched {
  readonly watcher: FSWatcher
  /** A folder that was removed and created anew needs another watcher. */
  readonly identity: string
}

class Watch implements FileWatch {
  readonly #parts: WatchParts
  readonly #watchers = new Map<string, Watched>()
  #versions = new Map<string, string>()
  #settling: Cancel = () => {}
  #polling: Cancel | undefined
  #closed = false
  /** Checks run one after the other, and so do changes of the set of files. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  follow(files: readonly string[]): Promise<boolean> {
    const turn = this.#last.then(() => this.#follow(files))
    this.#last = turn.catch(() => {})
    return turn
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#settling()
    this.#polling?.()
    for (const folder of [...this.#watchers.keys()]) this.#unwatch(folder)
    await this.#last
  }

  async #follow(files: readonly string[]): Promise<boolean> {
    const before = this.#versions
    const isSame = files.length === before.size && files.every((file) => before.has(file))
    if (isSame) return false
    const versions = new Map(files.map((file) => [file, '']))
    this.#versions = versions
    // Watch first: an edit between the two must not go unseen.
    await this.#watchFolders()
    for (const file of files) versions.set(file, await versionOf(file))
    return true
  }

  async #watchFolders(): Promise<void> {
    const found = await Promise.all([...this.#versions.keys()].map(foldersOf))
    const folders = new Set(found.flat())
    const identities = new Map<string, string>()
    for (const folder of folders) identities.set(folder, await identityOf(folder))
    for (const [folder, { identity }] of this.#watchers)
      if (identities.get(folder) !== identity) this.#unwatch(folder)
    for (const [folder, identity] of identities) {
      if (await isOnNetwork(folder)) this.#poll(`${folder} is on a network disk`)
      if (!this.#watchers.has(folder) && !this.#closed) this.#watchFolder(folder, identity)
    }
  }

  #watchFolder(folder: string, identity: string): void {
    const { watch = watchFolder } = this.#parts
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#touched())
      this.#watchers.set(folder, { identity, watcher })
      watcher.on('error', (error) => {
        this.#unwatch(folder)
        this.#poll(reasonOf(error))
      })
    } catch (thrown) {
      this.#poll(reasonOf(thrown))
    }
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.watcher.close()
    this.#watchers.delete(folder)
  }

  #poll(reason: string): void {
    if (this.#polling !== undefined || this.#closed) return
    this.#polling = every(this.#parts.clock, POLL_MS, () => this.#check())
    this.#parts.polls(reason)
  }

  #touched(): void {
    this.#settling()
    if (!this.#closed) this.#settling = this.#parts.clock.after(SETTLED_MS, () => this.#check())
  }

  /** Compares the files with what they were, and watches the folders where they are now. */
  #check(): void {
    this.#last = this.#last.then(async () => {
      if (this.#closed) return
      await this.#watchFolders()
      const versions = this.#versions
      let differ = false
      for (const [file, before] of versions) {
        const now = await versionOf(file)
        if (now === before) continue
        versions.set(file, now)
        differ = true
      }
      if (differ && !this.#closed) this.#parts.changed()
    })
  }
}
