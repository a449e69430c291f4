import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/define-config.js'
import type { Plugin } from '../plugins/plugin.js'
import type { MarkedPlugin } from './marks.js'

/** A config as it was taken over. */
export interface Applied {
  readonly config: Config
  readonly plugins: ReadonlyMap<string, MarkedPlugin>
}

/** What a node is now. */
export interface Running {
  /** The config that it was made of. */
  readonly started: Config
  /** Ids of plugins. One that crashed has gone, and stays away until it is another. */
  readonly inUse: ReadonlySet<string>
}

/** What is to be done so that a node that runs on one config runs on another. Plugins by id. */
export interface Plan {
  readonly add: readonly Plugin[]
  readonly replace: readonly Plugin[]
  readonly remove: readonly string[]
  /** Peers to announce to, as `host:port`. */
  readonly peers: readonly string[]
  /** Keys beside the settings that hold only when the node is started anew. */
  readonly restart: readonly string[]
}

/** Keys beside the settings that are read once, when a node starts. */
const READ_ONCE = ['tls', 'control'] as const

/** What differs. */
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
    restart: READ_ONCE.filter((key) => !isDeepStrictEqual(started[key], after.config[key])),
  }
}
