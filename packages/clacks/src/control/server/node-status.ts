import { formatAddress } from '../../address.js'
import type { Clacks } from '../../node.js'
import type { PeerStatus } from '../../peers/peer.js'
import type { NodeStatistics, PluginReport } from '../../plugins/plugin-node.js'
import { VERSION } from '../../version.js'
import { WATCHER } from './node-events.js'

/** How a running node is doing. */
export interface NodeStatus {
  /** The version of clacks. */
  readonly version: string
  readonly pid: number
  /** `host:port`; undefined while it starts. */
  readonly address: string | undefined
  readonly fingerprint: string | undefined
  /** The config file; undefined where the defaults hold. */
  readonly config: string | undefined
  /** Milliseconds since it was started. */
  readonly uptime: number
  /** Messages a second that it may send; null for no limit. */
  readonly sendrate: number | null
  readonly statistics: NodeStatistics
  /** How many peers have which status. */
  readonly peers: Readonly<Record<PeerStatus, number>>
  readonly plugins: readonly PluginReport[]
  /** Who reads the events of the node at present, as `clacks tail` does. */
  readonly watchers: number
}

/** The status of a node of this process. */
export function statusOf(
  node: Clacks,
  { config, uptime }: Pick<NodeStatus, 'config' | 'uptime'>,
): NodeStatus {
  const peers = node.getPeers()
  const plugins = node.plugins().filter(({ id }) => !id.startsWith(WATCHER))
  const count = (status: PeerStatus): number => Object.keys(peers[status]).length
  const { sendrate } = node.getOptions()
  return {
    version: VERSION,
    pid: process.pid,
    address: addressOf(node),
    fingerprint: node.fingerprint,
    config,
    uptime,
    sendrate: Number.isFinite(sendrate) ? sendrate : null,
    statistics: node.statistics(),
    peers: {
      new: count('new'),
      alive: count('alive'),
      lost: count('lost'),
      dead: count('dead'),
      ignored: count('ignored'),
    },
    plugins,
    watchers: node.plugins().length - plugins.length,
  }
}

function addressOf(node: Clacks): string | undefined {
  try {
    return formatAddress(node.address)
  } catch {
    // It has none before it listens.
    return undefined
  }
}
