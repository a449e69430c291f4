/** What an answer means for the peer that gave it. */
export type PeerOutcome =
  /** It answered, and speaks clacks. */
  | 'reached'
  /** It asked us to wait. */
  | 'backing-off'
  /** It is not usable for now. */
  | 'failed'

/** What an answer means for the message that was sent. */
export type MessageFate =
  /** The peer has accepted it. */
  | 'delivered'
  /** It is kept and may be sent to any peer. */
  | 'retry-anywhere'
  /** It is kept and not sent to this peer for a while. */
  | 'retry-elsewhere'
  /** It is kept and never sent to this peer again. */
  | 'exclude-peer'

/** What the sender does with an answer. */
export interface Meaning {
  readonly peer: PeerOutcome
  readonly message: MessageFate
}

const DELIVERED: Meaning = { peer: 'reached', message: 'delivered' }
const RESTING: Meaning = { peer: 'backing-off', message: 'retry-anywhere' }
const MALFORMED: Meaning = { peer: 'reached', message: 'exclude-peer' }
const REFUSED: Meaning = { peer: 'reached', message: 'retry-elsewhere' }
/** Also the meaning of a time-out or a lost connection. */
export const FAILED: Meaning = { peer: 'failed', message: 'retry-anywhere' }

/** The meaning of each status (docs/wire.md, "Answers"): only 200 is accepted. */
export function meaningOf(status: number): Meaning {
  switch (status) {
    case 200:
      return DELIVERED
    case 400:
      return MALFORMED
    case 429:
    case 503:
      return RESTING
    default:
      return status > 400 && status < 500 ? REFUSED : FAILED
  }
}

/** Whether the peer refuses the message: it may take another one. */
export function isRefusal(status: number): boolean {
  const { message } = meaningOf(status)
  return message === 'retry-elsewhere' || message === 'exclude-peer'
}

/** The `code` in the body of a 403: the receiver has pinned another key for the sender. */
export const KEY_CHANGED = 'ERR_CLACKS_PEER_KEY_CHANGED'

/** Whether a peer refuses this node because it has pinned another key for it. */
export function saysKeyChanged({
  status,
  body,
}: {
  readonly status: number
  readonly body: string
}): boolean {
  return status === 403 && body.includes(`"code":"${KEY_CHANGED}"`)
}
