import { reasonOf } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import type { Batch } from '../wire/batch.js'
import { namesIn } from '../wire/batch-names.js'
import { checkShape } from '../wire/json-shape.js'
import { onOneLine } from '../wire/json-text.js'
import type { IncomingMessages } from './incoming-messages.js'
import { isTransferName } from './transfers.js'

/**
 * Receives the messages of a batch. Each is checked to be JSON, and its shape before that: parsing
 * it takes ten times as long.
 */
export function receiveBatch(
  { lines, transfer }: Batch,
  messages: IncomingMessages,
  limits: Pick<Limits, 'depth' | 'values'>,
): void {
  const names = transfer === undefined ? undefined : namesIn(transfer, lines.length)
  for (const [at, line] of lines.entries()) {
    const name = names?.[at]
    let message: unknown
    try {
      checkShape(line, limits)
    } catch (thrown) {
      messages.refuse(at, 'over-limit', reasonOf(thrown))
      continue
    }
    try {
      message = JSON.parse(line)
    } catch (thrown) {
      messages.refuse(at, 'malformed', reasonOf(thrown))
      continue
    }
    messages.receive(at, message, onOneLine(line), isTransferName(name) ? name : undefined)
  }
}
