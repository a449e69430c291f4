import { LRUCache } from 'lru-cache'
import { type Address, addressJson, formatAddress } from '../address.js'
import { identifierOf } from './peer.js'

/** Addresses whose texts are kept, for all nodes of the process. */
const MAX_KEPT = 16_384

/** The texts that stand for an address. */
export interface AddressTexts {
  readonly hostname: string
  /** `host:port`. */
  readonly name: string
  /** See {@link identifierOf}. */
  readonly identifier: string
  /** The JSON text of the address on the wire. */
  readonly json: string
}

const kept = new LRUCache<string, AddressTexts>({ max: MAX_KEPT })

/** The texts that stand for an address. The tables of all nodes of a process share them. */
export function textsOf(address: Address): AddressTexts {
  const name = formatAddress(address)
  let texts = kept.get(name)
  if (texts === undefined) {
    const { hostname, port } = address
    texts = { hostname, name, identifier: identifierOf(hostname, port), json: addressJson(address) }
    kept.set(name, texts)
  }
  return texts
}
