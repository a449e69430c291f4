import { formatAddress } from '../../address.js'
import { componentsOf } from '../../node.js'
import type { PeerStatus } from '../../peers/peer.js'
import type { NodeStatistics, PluginNode, PluginReport } from '../../plugins/plugin-node.js'
import { VERSION } from '../../version.js'

/** The status of a running node. */
export interface NodeStatus {
  /** The version of clacks. */
  readonly version: string
  readonly pid: number
  /** `host:port`; undefined while the node starts. */
  readonly address: string | undefined
  readonly fingerprint: string | undefined
  /** The certificate that the node shows (PEM); undefined while it starts. */
  readonly certificate: string | undefined
  /** The config file; undefined if the node runs on defaults. */
  readonly config: string | undefined
  /** Milliseconds since the node was started. */
  readonly uptime: number
  /** The limit of messages sent per second; null for no limit. */
  readonly sendrate: number | null
  readonly statistics: NodeStatistics
  /** The number of peers by status. */
  readonly peers: Readonly<Record<PeerStatus, number>>
  readonly plugins: readonly PluginReport[]
  /** The number of attached event streams, for example of `clacks tail`. */
  readonly watchers: number
}

/** The status of a node in this process. */
export function statusOf(
  node: PluginNode,
  { config, watchers }: Pick<NodeStatus, 'config' | 'watchers'>,
): NodeStatus {
  const { transport, clock, startedAt } = componentsOf(node)
  const peers = node.getPeers()
  const count = (status: PeerStatus): number => Object.keys(peers[status]).length
  const { sendrate } = node.getOptions()
  return {
    version: VERSION,
    pid: process.pid,
    address: addressOf(node),
    fingerprint: node.fingerprint,
    certificate: transport.certificate,
    config,
    uptime: startedAt === undefined ? 0 : clock.monotonic() - startedAt,
    sendrate: Number.isFinite(sendrate) ? sendrate : null,
    statistics: node.statistics(),
    peers: {
      new: count('new'),
      alive: count('alive'),
      lost: count('lost'),
      dead: count('dead'),
      ignored: count('ignored'),
    },
    plugins: node.plugins(),
    watchers,
  }
}

function addressOf(node: PluginNode): string | undefined {
  try {
    return formatAddress(node.address)
  } catch {
    // The node does not have an address before it listens.
    return undefined
  }
}
