import type { PluginNode } from 'clacks'
import type { MetricDefinition } from './definition.js'

/** A metric of each peer, up to `max` of them. */
export function peerMetrics(node: PluginNode, max: number): Readonly<Record<string, MetricDefinition>> {
  return {
    clacks_peer_alive: {
      type: 'gauge',
      help: '1 for a peer that is alive, 0 for one that is not, by address.',
      labels: ['peer'],
      read: () =>
        Object.values(node.getPeers())
          .flatMap((peers) => Object.values(peers))
          .slice(0, max)
          .map(({ hostname, port, status }) => ({
            labels: { peer: `${hostname}:${port}` },
            value: status === 'alive' ? 1 : 0,
          })),
    },
  }
}
