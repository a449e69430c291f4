import type { Address } from '../address.js'
import type { Reception } from '../hooks/reception.js'
import type { Peer } from '../peers/peer.js'
import type { Payload } from '../wire/payload.js'
import { textAfterTaps } from './text-after-taps.js'

/** What only the request says about a message. */
interface Circumstances {
  readonly sender: Peer
  readonly verified: boolean
  readonly remoteAddress: string
  readonly legacy: boolean
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

  constructor(payload: Payload, { sender, verified, remoteAddress, legacy }: Circumstances) {
    this.message = payload.message
    this.sender = sender
    this.verified = verified
    this.friend = payload.friend
    this.remoteAddress = remoteAddress
    this.legacy = legacy
    this.#payload = payload
  }

  get json(): string {
    return textAfterTaps(this.#payload, this)
  }
}
