import { type Peer, type Reception, stringifyMessage } from 'clacks'
import type { Entry } from './sink.js'

/** What is logged: the payload and the peer that sent it. */
export interface Received {
  readonly peer: Peer
  readonly payload: object
}

/** A received message. */
export function receivedMessage({ message, sender, friend }: Reception): Received {
  const payload = { message, type: 'message', sender: addressOf(sender), ...(friend && { friend }) }
  return { peer: sender, payload }
}

/** A received announce. It carries only its sender. */
export function receivedAnnounce(peer: Peer): Received {
  return { peer, payload: { type: 'announce', sender: addressOf(peer) } }
}

/**
 * The content of a separate file.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function asFile(time: number, { peer, payload }: Received): Entry {
  return entry(peer, time, stringifyMessage({ peer, payload }))
}

/**
 * One line of an NDJSON file. The time comes first: the age of a file is read from its first line.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function asLine(time: number, { peer, payload }: Received): Entry {
  return entry(peer, time, `${stringifyMessage({ time, peer, payload })}\n`)
}

function entry({ identifier }: Peer, time: number, text: string): Entry {
  return { identifier, time, text, bytes: Buffer.byteLength(text) }
}

function addressOf({ hostname, port }: Peer): object {
  return { hostname, port }
}
