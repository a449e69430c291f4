/** Where a message came from: the last hop, and its author if it is signed. */
export interface MessageSender {
  readonly hostname: string
  readonly port: number
  /**
   * The author of a message with a valid signature: a name with a pinned key, or else the key.
   * Undefined for other messages, and at a node without the signer.
   */
  readonly author: string | undefined
}

/** Handles a message. `from` is the last hop, and the author if the message is signed. */
export type MessageHandler<Content> = (message: Content, from: MessageSender) => unknown
