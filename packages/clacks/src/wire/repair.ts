import type { Address } from '../address.js'
import { parseAddress } from '../address.js'
import { MESSAGE_FIRST, TYPE_NEXT } from './decode.js'
import { onOneLine } from './json-text.js'
import type { Payload } from './payload.js'

const SENDER = /^message","sender":\{"hostname":("(?:[^"\\]|\\.)*"),"port":"?(\d+)"?\}/

/** The result of a repair. */
export interface Repaired {
  /** The payload; undefined if part of the message is missing. */
  readonly payload: Payload | undefined
}

/**
 * Completes a body that a legacy peer truncated. It sends the length in characters as
 * content-length, so a non-ASCII message loses as many bytes at the (ASCII) end as the text has
 * more bytes than characters (docs/wire.md). If it were refused, it would be sent again for ever.
 *
 * @param unknownSender replaces a sender that was cut off
 * @returns undefined if the body is not truncated in this way
 */
export function repairTruncated(body: Buffer, unknownSender: Address): Repaired | undefined {
  const text = body.toString('utf8')
  // A complete body is not truncated; it is invalid for another reason.
  if (!text.startsWith(MESSAGE_FIRST) || text.length === body.length || isJson(text)) return undefined
  const cut = text.lastIndexOf(TYPE_NEXT)
  const json = text.slice(MESSAGE_FIRST.length, cut)
  const rest = text.slice(cut + TYPE_NEXT.length)
  if (cut === -1 || !'message'.startsWith(rest.slice(0, 'message'.length)) || !isJson(json))
    return { payload: undefined }
  const [, hostname = '', port] = SENDER.exec(rest) ?? []
  const address = isJson(hostname) ? parseAddress(JSON.parse(hostname), port) : undefined
  const message: unknown = JSON.parse(json)
  const envelope = { type: 'message', sender: address ?? unknownSender, friend: undefined } as const
  return { payload: { message, json: onOneLine(json), ...envelope } }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
