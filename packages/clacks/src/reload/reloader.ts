import { parseHostPort } from '../address.js'
import { settingsIn } from '../config/node-settings.js'
import { ModuleGraph } from '../config/read/module-graph.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { pairFilesOf, readPair } from '../config/resolve/identity.js'
import { type Clacks, componentsOf } from '../node.js'
import type { PluginNode } from '../plugins/plugin-node.js'
import type { KeyPair } from '../transport/key-pair.js'
import { type MarkedPlugin, markPlugins } from './marks.js'
import { planChange } from './plan.js'

/** The result of a reload. */
export interface Reload {
  /** Ids of plugins. */
  readonly added: readonly string[]
  readonly replaced: readonly string[]
  readonly removed: readonly string[]
  /**
   * Settings that take effect immediately: `sendrate`, `limits.queueMessages`. `certificate` is the
   * content of the files of the certificate and its key.
   */
  readonly changed: readonly string[]
  /**
   * Peers that the node announces itself to, as `host:port`. One that is no longer listed stays
   * known.
   */
  readonly peers: readonly string[]
  /** Keys that differ from the running node and take effect only after a restart. */
  readonly restart: readonly string[]
}

/** What a reload uses of a node, whatever the type of its messages. */
type ReloadedNode = PluginNode & Pick<Clacks, 'reconfigure'>

/** Applies changed configs, one after the other, while the node runs. */
export class Reloader {
  readonly #node: ReloadedNode
  readonly #load: (modules: ModuleGraph) => Promise<ReadConfig>
  readonly #started: ReadConfig
  #loaded: ReadConfig
  #plugins: ReadonlyMap<string, MarkedPlugin>
  #attempted: ReadonlySet<string> = new Set()
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    node: ReloadedNode,
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
    node: ReloadedNode,
    loaded: ReadConfig,
    load: (modules: ModuleGraph) => Promise<ReadConfig>,
  ): Promise<Reloader> {
    return new Reloader(node, loaded, load, await markPlugins(loaded))
  }

  /** The config that the node currently uses. */
  get loaded(): ReadConfig {
    return this.#loaded
  }

  /** The files of the config and of its key pair, and those that the last load tried to read. */
  get files(): readonly string[] {
    const ofPair = Object.values(pairFilesOf(this.#loaded))
    return [...new Set([...this.#loaded.files, ...ofPair, ...this.#attempted])]
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
    const pair = await changedPair(this.#node, loaded)
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
      ...(pair !== undefined && { pair }),
    })
    this.#loaded = loaded
    this.#plugins = plugins
    for (const { hostname, port } of plan.peers.map(parseHostPort)) {
      this.#node.addPeer(hostname, port)
      // It fails if the node was stopped meanwhile.
      this.#node.announce(hostname, port).catch(() => {})
    }
    return {
      added: plan.add.map(({ id }) => id),
      replaced: plan.replace.map(({ id }) => id),
      removed: plan.remove,
      changed: pair === undefined ? changed : [...changed, 'certificate'],
      peers: plan.peers,
      restart: [...restart, ...plan.restart],
    }
  }
}

/** The pair in the files, if it is not the one that the node shows. */
async function changedPair(node: ReloadedNode, loaded: ReadConfig): Promise<KeyPair | undefined> {
  const { certificate } = componentsOf(node).transport
  if (certificate === undefined) return undefined
  const pair = await readPair(loaded)
  return String(pair.cert) === certificate ? undefined : pair
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
  const changes = parts
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${names.join(', ')}`)
  return changes.length === 0 ? 'nothing changed' : changes.join('; ')
}
