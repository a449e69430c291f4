/** A message that has left the network at this node. */
export interface Discard<Message = unknown> {
  readonly message: Message
  readonly reason: string
  /** On its way in (never queued) or on its way out (taken from the queue). */
  readonly direction: 'in' | 'out'
}
