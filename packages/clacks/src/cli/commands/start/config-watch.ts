import { type Clock, systemClock } from '../../../clock.js'
import { reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'
import { namedPlugins } from '../../../reload/named-plugins.js'
import { hasChanged, type Reload, type Reloader } from '../../../reload/reloader.js'
import { type FileWatch, watchFiles } from '../../../reload/watch-files.js'

/**
 * Takes the config over whenever one of its files is edited. What is wrong with an edit is logged, and the node runs on as it was.
 *
 * @param ready resolves when edits can be taken over: what is edited before waits until then
 * @param takenOver told of each edit that was taken over
 */
export async function watchConfig(
  reloader: Reloader,
  ready: Promise<void>,
  takenOver: (reload: Reload) => void,
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
    takenOver(await reloader.apply())
    if (!(await watch.follow(files()))) return
    const missed = await reloader.apply()
    if (hasChanged(missed)) takenOver(missed)
  }
  const watch = await watchFiles(files(), clock, () => {
    edited().catch((thrown: unknown) =>
      log.error(`The edit is not taken over; the node runs on as it was. ${reasonOf(thrown)}`),
    )
  })
  return watch
}
