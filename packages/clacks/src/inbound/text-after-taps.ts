import type { Reception } from '../hooks/reception.js'
import { stringifyMessage } from '../wire/json.js'
import type { Payload } from '../wire/payload.js'

/**
 * The text of a message after its taps. Where they left the message as it was, it is the text that arrived: numbers
 * beyond 2^53 and the order of keys survive.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON for what a tap made of it
 */
export function textAfterTaps(payload: Payload, reception: Reception): string {
  const { message } = reception
  if (message === payload.message && (typeof message !== 'object' || message === null)) return payload.json
  const text = stringifyMessage(message)
  if (text === payload.json || text === stringifyMessage(JSON.parse(payload.json))) return payload.json
  return text
}
