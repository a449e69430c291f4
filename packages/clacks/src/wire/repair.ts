import type { Address } from '../address.js'
import { parseAddress } from '../address.js'
import { MESSAGE_FIRST, TYPE_NEXT } from './decode.js'
import type { Payload } from './payload.js'

const SENDER = /^message","sender":\{"hostname":("(?:[^"\\]|\\.)*"),"port":"?(\d+)"?\}/

/** What is left of a payload that a legacy peer cut short. */
export interface Repaired {
  /** The payload, where all of the message arrived. */
  readonly payload: Payload | undefined
}

/**
 * A legacy peer announces the length of its body in characters and writes it in UTF-8: a message that is not ASCII arrives
 * without its last bytes (docs/wire.md). It would come again for ever, to everybody; here it is completed.
 * The cut takes as many characters from the (ASCII) end as the text has bytes more than characters.
 *
 * @param unknownSender stands in for a sender that was cut off
 * @returns undefined for what is not such a body
 */
export function repairTruncated(body: Buffer, unknownSender: Address): Repaired | undefined {
  const text = body.toString('utf8')
  // One that arrived whole is not cut short: what is wrong with it is something else.
  if (!text.startsWith(MESSAGE_FIRST) || text.length === body.length || isJson(text)) return undefined
  const cut = text.lastIndexOf(TYPE_NEXT)
  const json = text.slice(MESSAGE_FIRST.length, cut)
  const rest = text.slice(cut + TYPE_NEXT.length)
  if (cut === -1 || !'message'.startsWith(rest.slice(0, 'message'.length)) || !isJson(json))
    return { payload: undefined }
  const sender = SENDER.exec(rest)
  const address = sender?.[1] === undefined ? undefined : parseAddress(JSON.parse(sender[1]), sender[2])
  const message: unknown = JSON.parse(json)
  return { payload: { message, json, type: 'message', sender: address ?? unknownSender, friend: undefined } }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
