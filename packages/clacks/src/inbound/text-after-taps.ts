import type { Reception } from '../hooks/reception.js'
import { stringifyMessage } from '../wire/json.js'
import { textOfChanged } from '../wire/unchanged-numbers.js'

/** A message as it arrived, and its JSON text. */
export interface ReceivedText {
  readonly message: unknown
  readonly json: string
}

/**
 * The JSON text of a message after its taps. A message that they did not change keeps the text that
 * arrived: numbers beyond 2^53 and the order of keys survive. In a message that they changed, the
 * numbers that they left alone keep their digits.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON if a tap made it something without a JSON form
 */
export function textAfterTaps(received: ReceivedText, { message }: Pick<Reception, 'message'>): string {
  if (message === received.message && (typeof message !== 'object' || message === null)) return received.json
  const text = stringifyMessage(message)
  if (text === received.json || text === stringifyMessage(JSON.parse(received.json))) return received.json
  return textOfChanged(message, received.json)
}
