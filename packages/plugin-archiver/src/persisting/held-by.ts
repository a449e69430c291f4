import { type ClacksNode, stringifyMessage } from 'clacks'

/** The JSON texts of all messages that a node has: those that wait in its queue, and those on their way to a peer. */
export function heldBy(node: ClacksNode): ReadonlySet<string> {
  return new Set([...node.peek(), ...node.inFlightMessages()].map(stringifyMessage))
}
