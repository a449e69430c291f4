import type { NetworkRange } from '../network-range.js'
import type { PeerRecord } from '../peers/record.js'
import type { InboundRequest } from '../transport/transport.js'
import type { Payload } from '../wire/payload.js'

/** What is known of a request with messages before they are looked at. */
export interface Incoming {
  /** Its envelope. */
  readonly payload: Pick<Payload, 'sender' | 'friend' | 'waiting'>
  readonly request: Pick<InboundRequest, 'key' | 'remoteAddress'>
  /** The capabilities of the sender; undefined for a legacy peer. */
  readonly caps: string | undefined
  readonly record: PeerRecord
  /** The sender showed the key that is pinned for its address. */
  readonly verified: boolean
  /** It comes from the peer that it names. */
  readonly isFromSender: boolean
  /** The network range that it counts for. */
  readonly source: NetworkRange
}
