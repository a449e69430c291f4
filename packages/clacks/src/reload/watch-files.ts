import type { FSWatcher } from 'chokidar'
import type { Cancel, Clock } from '../clock.js'

/**
 * Milliseconds without a further change until an edit counts as complete: editors write in several
 * steps.
 */
const SETTLED_MS = 100

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

/** Calls `changed` when one of the files is edited, replaced, created or removed. */
export async function watchFiles(
  files: readonly string[],
  clock: Clock,
  changed: () => void,
): Promise<FileWatch> {
  let cancel: Cancel = () => {}
  const touched = (): void => {
    cancel()
    cancel = clock.after(SETTLED_MS, changed)
  }
  let followed = files
  let watcher = await open(files, touched)
  return {
    async follow(next) {
      if (next.length === followed.length && next.every((file) => followed.includes(file))) return false
      followed = next
      const before = watcher
      watcher = await open(next, touched)
      await before.close()
      return true
    },
    async close() {
      cancel()
      await watcher.close()
    },
  }
}

async function open(files: readonly string[], touched: () => void): Promise<FSWatcher> {
  const { watch } = await import('chokidar')
  const watcher = watch([...files], { ignoreInitial: true })
  watcher.on('all', touched)
  // A file that may not be watched can still be reloaded manually.
  watcher.on('error', () => {})
  // The watcher never becomes ready if there is nothing to watch.
  if (files.length > 0) await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return watcher
}
