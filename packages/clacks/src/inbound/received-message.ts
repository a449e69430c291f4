import type { Address } from '../address.js'
import { setInputSource } from '../hooks/input-source.js'
import type { Reception } from '../hooks/reception.js'
import type { NetworkRange } from '../network-range.js'
import type { Peer } from '../peers/peer.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import type { InboundRequest } from '../transport/transport.js'
import type { Payload } from '../wire/payload.js'
import { textAfterTaps } from './text-after-taps.js'

/** What is known of a message that is being received. */
interface Received {
  readonly payload: Payload
  readonly request: Pick<InboundRequest, 'remoteAddress' | 'caps'>
  readonly record: PeerRecord
  readonly verified: boolean
  /** The network range that it counts for. */
  readonly source: NetworkRange
}

/** The message that the taps of `received` get. */
export class ReceivedMessage implements Reception {
  message: unknown
  readonly sender: Peer
  readonly verified: boolean
  readonly friend: Address | undefined
  readonly remoteAddress: string
  readonly legacy: boolean
  readonly #payload: Payload

  constructor({ payload, request, record, verified, source }: Received) {
    this.message = payload.message
    this.sender = peerOf(record)
    this.verified = verified
    this.friend = payload.friend
    this.remoteAddress = request.remoteAddress
    this.legacy = request.caps === undefined
    this.#payload = payload
    setInputSource(this, source.name)
  }

  get json(): string {
    return textAfterTaps(this.#payload, this)
  }
}
