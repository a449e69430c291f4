import type { Address } from '../address.js'
import { WithInputSource } from '../hooks/input-source.js'
import type { Reception } from '../hooks/reception.js'
import type { Peer } from '../peers/peer.js'
import { peerOf } from '../peers/record.js'
import type { Incoming } from './incoming.js'
import { type ReceivedText, textAfterTaps } from './text-after-taps.js'

/** The message that the taps of `received` get. */
export class ReceivedMessage extends WithInputSource implements Reception {
  message: unknown
  readonly sender: Peer
  readonly verified: boolean
  readonly friend: Address | undefined
  readonly remoteAddress: string
  readonly legacy: boolean
  readonly #received: ReceivedText

  constructor(received: ReceivedText, { payload, record, verified, request, caps, source }: Incoming) {
    super(source.name)
    this.message = received.message
    this.sender = peerOf(record)
    this.verified = verified
    this.friend = payload.friend
    this.remoteAddress = request.remoteAddress
    this.legacy = caps === undefined
    this.#received = received
  }

  get json(): string {
    return textAfterTaps(this.#received, this)
  }
}
