import { type Clock, systemClock } from '../../../clock.js'
import { reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'
import { namedPlugins } from '../../../reload/named-plugins.js'
import { hasChanged, type Reload, type Reloader } from '../../../reload/reloader.js'
import { type FileWatch, watchFiles } from '../../../reload/watch-files.js'

/**
 * Reloads the config when one of its files changes. An invalid edit is logged and changes nothing.
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
  const files = (): readonly string[] => {
    const { files: read } = reloader.loaded
    const ofPlugins = namedPlugins(reloader.loaded).map(({ file }) => file)
    return [...new Set([...read, ...ofPlugins.filter((file) => file !== undefined)])]
  }
  const edited = async (): Promise<void> => {
    await ready
    reloaded(await reloader.apply())
    if (!(await watch.follow(files()))) return
    const missed = await reloader.apply()
    if (hasChanged(missed)) reloaded(missed)
  }
  const watch = await watchFiles(files(), clock, () => {
    edited().catch((thrown: unknown) =>
      log.error(
        `The config was not reloaded. The node keeps running with the previous one. ${reasonOf(thrown)}`,
      ),
    )
  })
  return watch
}
