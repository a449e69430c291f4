import { reasonOf } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import type { Batch } from '../wire/batch.js'
import { checkShape, isOverLimit } from '../wire/json-shape.js'
import { onOneLine } from '../wire/json-text.js'
import type { IncomingMessages } from './incoming-messages.js'

/**
 * Receives the messages of a batch. Each is checked to be JSON, and its shape before that: parsing
 * it takes ten times as long.
 */
export function receiveBatch(
  { lines }: Batch,
  messages: IncomingMessages,
  limits: Pick<Limits, 'depth' | 'values'>,
): void {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    let message: unknown
    try {
      checkShape(line, limits)
      message = JSON.parse(line)
    } catch (thrown) {
      messages.refuse(at, isOverLimit(thrown) ? 'over-limit' : 'malformed', reasonOf(thrown))
      continue
    }
    messages.receive(at, message, onOneLine(line))
  }
}
