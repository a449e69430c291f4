import type { PluginNode } from 'clacks'

/** The JSON texts of all messages at a node: queued or in flight. */
export function unsentMessages(node: PluginNode): ReadonlySet<string> {
  return new Set([...node.peekJson(), ...node.inFlightJson()])
}
