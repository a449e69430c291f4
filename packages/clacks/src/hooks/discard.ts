/** A message that has left the network at this node. */
export interface Discard<Message = unknown> {
  readonly message: Message
  /** The JSON text of the message; undefined if it could not be read. */
  readonly json: string | undefined
  readonly reason: string
  /** `'in'` for a message that was never queued, `'out'` for one taken from the queue. */
  readonly direction: 'in' | 'out'
}
