import { type PluginNode, stringifyMessage } from 'clacks'

/** The JSON texts of all messages at a node: queued or in flight. */
export function unsentMessages(node: PluginNode): ReadonlySet<string> {
  return new Set([...node.peek(), ...node.inFlightMessages()].map(stringifyMessage))
}
