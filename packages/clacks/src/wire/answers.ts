/** What an answer means for the peer that gave it. */
export type PeerOutcome =
  /** It is there and speaks clacks. */
  | 'reached'
  /** It is there, and asked us to wait. */
  | 'backing-off'
  /** It is not usable for now. */
  | 'failed'

/** What an answer means for the message that was sent. */
export type MessageFate =
  /** The peer has it; our copy is gone. */
  | 'delivered'
  /** It stays here and may go to any peer. */
  | 'retry-anywhere'
  /** It stays here and is not sent to this peer for a while. */
  | 'retry-elsewhere'
  /** It stays here and is never sent to this peer again. */
  | 'exclude-peer'

/** What our sender does with an answer. */
export interface Meaning {
  readonly peer: PeerOutcome
  readonly message: MessageFate
}

const DELIVERED: Meaning = { peer: 'reached', message: 'delivered' }
const RESTING: Meaning = { peer: 'backing-off', message: 'retry-anywhere' }
const MALFORMED: Meaning = { peer: 'reached', message: 'exclude-peer' }
const REFUSED: Meaning = { peer: 'reached', message: 'retry-elsewhere' }
/** Also what a time-out or a broken connection means. */
export const FAILED: Meaning = { peer: 'failed', message: 'retry-anywhere' }

/** The table of answers (design, section 9): exactly 200 is accepted, all else leaves the message here. */
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
