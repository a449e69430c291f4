import { type Clock, systemClock } from '../../../clock.js'
import { codeOf, reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'
import { hasChanged, type Reload, type Reloader } from '../../../reload/reloader.js'
import { type FileWatch, watchFiles } from '../../../reload/watch-files.js'

/**
 * Reloads the config when one of its files, the key or the certificate changes. An invalid edit is
 * logged and changes nothing.
 *
 * @param ready edits wait until this resolves
 * @param reloaded called after each reload
 */
export async function watchConfig(
  reloader: Reloader,
  ready: Promise<void>,
  reloaded: (reload: Reload) => void,
  log: Log,
  clock: Clock = systemClock,
): Promise<FileWatch> {
  const applyEdit = async (): Promise<void> => {
    await ready
    try {
      reloaded(await reloader.apply())
    } finally {
      // An edit that fails may have named new files, and the next one may be in those.
      if (await watch.follow(reloader.files)) await applyMissed()
    }
  }
  const applyMissed = async (): Promise<void> => {
    const missed = await reloader.apply()
    if (hasChanged(missed)) reloaded(missed)
  }
  const watch = await watchFiles(reloader.files, {
    clock,
    changed: () => {
      applyEdit().catch((thrown: unknown) => logRejectedEdit(log, thrown))
    },
    polls: (reason) =>
      log.warn(
        `Cannot watch the files of the config (${reason}). The node looks for edits every 2 seconds instead.`,
      ),
  })
  return watch
}

/** Logs why an edit of the config was not applied. */
export function logRejectedEdit(log: Log, thrown: unknown): void {
  log.error(
    `The config was not reloaded. The node keeps running with the previous one. ${reasonOf(thrown)}`,
    codeOf(thrown),
  )
}
