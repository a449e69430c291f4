import { type Peer, printableJson, type Reception } from 'clacks'
import type { Entry } from './sink.js'

/** What is logged: the payload and the peer that sent it. */
export interface Received {
  readonly peer: Peer
  /** JSON text. */
  readonly payload: string
}

/**
 * A received message, as the text that arrived: all digits of its numbers are logged.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function receivedMessage({ json, sender, friend }: Reception): Received {
  const envelope = JSON.stringify({ type: 'message', sender: addressOf(sender), friend })
  return { peer: sender, payload: `{"message":${json},${envelope.slice(1)}` }
}

/** A received announce. It carries only its sender. */
export function receivedAnnounce(peer: Peer): Received {
  return { peer, payload: JSON.stringify({ type: 'announce', sender: addressOf(peer) }) }
}

/** The content of a separate file. */
export function asFile(time: number, { peer, payload }: Received): Entry {
  return entry(peer, time, `{"peer":${JSON.stringify(peer)},"payload":${payload}}`)
}

/**
 * One line of an NDJSON file. The time comes first: the age of a file is read from its first line.
 */
export function asLine(time: number, { peer, payload }: Received): Entry {
  return entry(peer, time, `{"time":${time},"peer":${JSON.stringify(peer)},"payload":${payload}}\n`)
}

/** The text is shown on terminals: what controls one is escaped, and the JSON keeps its value. */
function entry({ identifier }: Peer, time: number, json: string): Entry {
  const text = printableJson(json)
  return { identifier, time, text, bytes: Buffer.byteLength(text) }
}

function addressOf({ hostname, port }: Peer): object {
  return { hostname, port }
}
