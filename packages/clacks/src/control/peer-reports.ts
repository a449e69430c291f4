import { componentsOf } from '../node.js'
import type { PeerReport } from '../peers/snapshots.js'
import type { PluginNode } from '../plugins/plugin-node.js'

/** All known peers, with why one could not be reached. */
export function peerReports(node: PluginNode): readonly PeerReport[] {
  return componentsOf(node).peers.reports()
}

/** The pinned keys of peers: SHA-256 of the public key by `host:port`. */
export function pinnedKeys(node: PluginNode): Readonly<Record<string, string>> {
  return componentsOf(node).transport.pinnedKeys?.() ?? {}
}
