import type { Cancel, Clock } from '../clock.js'

/** Milliseconds without a further change before an edit counts as done: an editor writes in steps. */
const SETTLED_MS = 100

/** Watched files. */
export interface FileWatch {
  /** Watches these from now on, and no others. */
  follow(files: readonly string[]): void
  close(): Promise<void>
}

/** Calls `changed` when one of the files was edited, replaced, made or taken away. */
export async function watchFiles(
  files: readonly string[],
  clock: Clock,
  changed: () => void,
): Promise<FileWatch> {
  const { watch } = await import('chokidar')
  let followed = new Set(files)
  let cancel: Cancel = () => {}
  const watcher = watch([...followed], { ignoreInitial: true })
  watcher.on('all', () => {
    cancel()
    cancel = clock.after(SETTLED_MS, changed)
  })
  // A file that may not be watched can still be taken over by hand.
  watcher.on('error', () => {})
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  return {
    follow(next) {
      watcher.unwatch([...followed].filter((file) => !next.includes(file)))
      watcher.add(next.filter((file) => !followed.has(file)))
      followed = new Set(next)
    },
    async close() {
      cancel()
      await watcher.close()
    },
  }
}
