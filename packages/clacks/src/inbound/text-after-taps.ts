import type { Reception } from '../hooks/reception.js'
import { stringifyMessage } from '../wire/json.js'
import type { Payload } from '../wire/payload.js'
import { textOfChanged } from '../wire/unchanged-numbers.js'

/**
 * The JSON text of a message after its taps. A message that they did not change keeps the text that
 * arrived: numbers beyond 2^53 and the order of keys survive. In a message that they changed, the
 * numbers that they left alone keep their digits.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON if a tap made it something without a JSON form
 */
export function textAfterTaps(
  payload: Pick<Payload, 'message' | 'json'>,
  { message }: Pick<Reception, 'message'>,
): string {
  if (message === payload.message && (typeof message !== 'object' || message === null)) return payload.json
  const text = stringifyMessage(message)
  if (text === payload.json || text === stringifyMessage(JSON.parse(payload.json))) return payload.json
  return textOfChanged(message, payload.json)
}
