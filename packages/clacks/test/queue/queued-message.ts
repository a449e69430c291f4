import { QueuedMessage } from '../../src/queue/queued-message.js'

/** A message in a queue, with what a test does not say left open. */
export function queuedMessage({
  json = '1',
  bytes = Buffer.byteLength(json),
  transfer = 'run.1',
  source,
  since = 0,
}: {
  readonly json?: string
  readonly bytes?: number
  readonly transfer?: string
  readonly source?: string | undefined
  readonly since?: number
} = {}): QueuedMessage {
  return QueuedMessage.stored(json, bytes, transfer, { source, since })
}
