import { parseHostPort } from '../address.js'
import { settingsIn } from '../config/node-settings.js'
import { ModuleGraph } from '../config/read/module-graph.js'
import type { ReadConfig } from '../config/read/read-config.js'
import type { Clacks } from '../node.js'
import { type MarkedPlugin, markPlugins } from './marks.js'
import { planChange } from './plan.js'

/** The result of a reload. */
export interface Reload {
  /** Ids of plugins. */
  readonly added: readonly string[]
  readonly replaced: readonly string[]
  readonly removed: readonly string[]
  /** Settings that take effect immediately: `sendrate`, `limits.queueMessages`. */
  readonly changed: readonly string[]
  /**
   * Peers that the node announces itself to, as `host:port`. One that is no longer listed stays
   * known.
   */
  readonly peers: readonly string[]
  /** Keys that differ from the running node and take effect only after a restart. */
  readonly restart: readonly string[]
}

/** Applies changed configs, one after the other, while the node runs. */
export class Reloader {
  readonly #node: Clacks
  readonly #load: (modules: ModuleGraph) => Promise<ReadConfig>
  readonly #started: ReadConfig
  #loaded: ReadConfig
  #plugins: ReadonlyMap<string, MarkedPlugin>
  #attempted: ReadonlySet<string> = new Set()
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    node: Clacks,
    loaded: ReadConfig,
    load: (modules: ModuleGraph) => Promise<ReadConfig>,
    plugins: ReadonlyMap<string, MarkedPlugin>,
  ) {
    this.#node = node
    this.#load = load
    this.#started = loaded
    this.#loaded = loaded
    this.#plugins = plugins
  }

  /**
   * @param loaded the config that the node was created from
   * @param load loads the current config; its argument notes the files that are read
   */
  static async of(
    node: Clacks,
    loaded: ReadConfig,
    load: (modules: ModuleGraph) => Promise<ReadConfig>,
  ): Promise<Reloader> {
    return new Reloader(node, loaded, load, await markPlugins(loaded))
  }

  /** The config that the node currently uses. */
  get loaded(): ReadConfig {
    return this.#loaded
  }

  /** The files of the current config, and those that the last load tried to read. */
  get files(): readonly string[] {
    return [...new Set([...this.#loaded.files, ...this.#attempted])]
  }

  /**
   * Loads the config and applies all of it, or nothing. New plugins are set up before the ones that
   * they replace are removed, and those drain before they are torn down.
   * @throws ClacksError if anything is wrong with the config or its plugins: the node continues as
   * it was
   */
  apply(): Promise<Reload> {
    const turn = this.#last.then(() => this.#apply())
    this.#last = turn.catch(() => {})
    return turn
  }

  async #apply(): Promise<Reload> {
    const modules = new ModuleGraph()
    this.#attempted = modules.files
    const loaded = await this.#load(modules)
    const plugins = await markPlugins(loaded)
    const before = { config: this.#loaded.config, plugins: this.#plugins }
    const plan = planChange(
      before,
      { config: loaded.config, plugins },
      {
        started: this.#started.config,
        inUse: new Set(this.#node.plugins().map(({ id }) => id)),
      },
    )
    const { changed, restart } = await this.#node.reconfigure({
      settings: settingsIn(loaded.config),
      use: [...plan.replace, ...plan.add],
      remove: plan.remove,
    })
    this.#loaded = loaded
    this.#plugins = plugins
    for (const { hostname, port } of plan.peers.map(parseHostPort)) {
      this.#node.addPeer(hostname, port)
      void this.#node.announce(hostname, port)
    }
    return {
      added: plan.add.map(({ id }) => id),
      replaced: plan.replace.map(({ id }) => id),
      removed: plan.remove,
      changed,
      peers: plan.peers,
      restart: [...restart, ...plan.restart],
    }
  }
}

/** Whether a reload changed anything; what needs a restart is not a change yet. */
export function hasChanged({ added, replaced, removed, changed, peers }: Reload): boolean {
  return [added, replaced, removed, changed, peers].some((names) => names.length > 0)
}

/** One line for people: what changed, or that nothing did. */
export function summaryOf({ added, replaced, removed, changed, peers, restart }: Reload): string {
  const parts: (readonly [string, readonly string[]])[] = [
    ['plugins added', added],
    ['replaced', replaced],
    ['removed', removed],
    ['changed', changed],
    ['peers', peers],
    ['only after a restart', restart],
  ]
  const said = parts
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${names.join(', ')}`)
  return said.length === 0 ? 'nothing changed' : said.join('; ')
}
