import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/define-config.js'
import type { Plugin } from '../plugins/plugin.js'
import type { MarkedPlugin } from './marks.js'

/** A config that is applied. */
export interface Applied {
  readonly config: Config
  readonly plugins: ReadonlyMap<string, MarkedPlugin>
}

/** The current state of a node. */
export interface Running {
  /** The config that it was created from. */
  readonly started: Config
  /** Ids of plugins. A crashed plugin is not in use, and stays out of use until it changes. */
  readonly inUse: ReadonlySet<string>
}

/** What to do so that a running node changes from one config to another. Plugins by id. */
export interface Plan {
  readonly add: readonly Plugin[]
  readonly replace: readonly Plugin[]
  readonly remove: readonly string[]
  /** Peers to announce to, as `host:port`. */
  readonly peers: readonly string[]
  /** Keys other than settings that take effect only after a restart. */
  readonly restart: readonly string[]
}

/** Keys other than settings that are read once, when a node starts. */
const READ_ONCE = ['tls', 'stateFolder', 'control'] as const

/** Plans the change from one config to another. */
export function planChange(before: Applied, after: Applied, { started, inUse }: Running): Plan {
  const isSame = (id: string, mark: string | undefined): boolean =>
    mark !== undefined && mark === before.plugins.get(id)?.mark
  const changed = [...after.plugins].filter(([id, { mark }]) => !isSame(id, mark))
  const pluginsOf = (wasThere: boolean): Plugin[] =>
    changed.filter(([id]) => inUse.has(id) === wasThere).map(([, { plugin }]) => plugin)
  const known = new Set(before.config.peers)
  return {
    add: pluginsOf(false),
    replace: pluginsOf(true),
    remove: [...before.plugins.keys()].filter((id) => inUse.has(id) && !after.plugins.has(id)),
    peers: (after.config.peers ?? []).filter((peer) => !known.has(peer)),
    restart: READ_ONCE.filter(
      (key) => !isDeepStrictEqual(readOnce(started)[key], readOnce(after.config)[key]),
    ),
  }
}

/** Key and certificate are taken over while the node runs. */
function readOnce({ tls: { key: _, cert: __, ...tls } = {}, stateFolder, control }: Config) {
  return { tls, stateFolder, control }
}
