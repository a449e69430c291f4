import { extname } from 'node:path'
import { watch } from 'chokidar'
import type { Clacks, LoadedConfig, PluginInput } from 'clacks'
import type { Report } from './event.js'
import { explain, load } from './load.js'
import type { Target } from './target.js'

/** Milliseconds without a change before a save counts as complete: editors write in steps. */
const SETTLED_MS = 100
const CODE = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])
/** Folders without sources of the plugin: built, installed, or tests. */
const OTHER = /(?:^|[\\/])(?:node_modules|dist|coverage|tests?|\.[^\\/]*)(?:$|[\\/])/

/** Reloads the plugins of a running node when their sources change. */
export class Reloading {
  readonly #node: Clacks
  readonly #target: Target
  readonly #report: Report
  #last: Promise<unknown> = Promise.resolve()

  constructor(node: Clacks, target: Target, report: Report) {
    this.#node = node
    this.#target = target
    this.#report = report
  }

  /** Reloads the sources. If that fails, reports the error and keeps the running plugins. */
  reload(): Promise<void> {
    const turn = this.#last.then(() => this.#reload())
    this.#last = turn
    return turn
  }

  /** Reloads on every save, until the returned function is called. */
  async follow({ files }: LoadedConfig): Promise<() => Promise<void>> {
    const { folder } = this.#target
    const watcher = watch([folder, ...files], {
      ignoreInitial: true,
      ignored: (path, stats) =>
        OTHER.test(path.slice(folder.length)) ||
        (stats?.isFile() === true && !CODE.has(extname(path)) && !files.includes(path)),
    })
    let timer: NodeJS.Timeout | undefined
    watcher.on('all', () => {
      clearTimeout(timer)
      timer = setTimeout(() => void this.reload(), SETTLED_MS)
    })
    // A folder that cannot be watched can still be reloaded with `.reload`.
    watcher.on('error', () => {})
    await new Promise<void>((resolve) => watcher.once('ready', resolve))
    return async () => {
      clearTimeout(timer)
      await watcher.close()
      await this.#last
    }
  }

  async #reload(): Promise<void> {
    try {
      const { plugins } = await load(this.#target)
      const ids = new Set(plugins.map(idOf))
      const gone = this.#node.plugins().filter(({ id }) => !ids.has(id))
      await this.#node.reconfigure({ use: plugins, remove: gone.map(({ id }) => id) })
      const text = this.#node.plugins().map(({ id }) => id)
      this.#report({ event: 'reloaded', who: 'here', text: text.join(', '), details: { plugins: text } })
    } catch (thrown) {
      const text = `the running plugin, since the new version cannot be loaded:\n${explain(thrown, this.#target)}`
      this.#report({ event: 'kept', who: 'here', text })
    }
  }
}

function idOf(plugin: PluginInput): string | undefined {
  return 'id' in plugin ? plugin.id : plugin.name
}
