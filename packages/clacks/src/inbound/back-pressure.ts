import type { MessageQueue } from '../queue/queue.js'
import { secondsToSend } from '../queue/time-to-send.js'
import type { Settings } from '../settings/settings.js'

/**
 * Whether this node can pass on another message soon enough: its queue would take no longer than
 * `limits.queueSeconds`, or no longer than that of the sender. Equal is enough: in a network that
 * is full everywhere nothing would move otherwise.
 * @param waiting seconds that the queue of the sender takes
 */
export function canPassOn(
  queue: Pick<MessageQueue, 'size' | 'taken' | 'bytes'>,
  settings: Pick<Settings, 'sendrate' | 'byterate' | 'limits'>,
  waiting: number,
): boolean {
  if (queue.size + queue.taken === 0) return true
  const now = secondsToSend(queue, settings)
  const oneMore = settings.sendrate === 0 ? 0 : 1 / settings.sendrate
  return now + oneMore <= settings.limits.queueSeconds || Math.floor(now) <= waiting
}
