import type { NetworkRange } from '../network-range.js'
import type { MessageQueue } from '../queue/queue.js'
import { secondsToSend } from '../queue/time-to-send.js'
import type { Settings } from '../settings/settings.js'

/**
 * Whether this node can pass on another message soon enough: its queue takes no longer than
 * `limits.queueSeconds`, of which each network range has its share, or no longer than that of the
 * sender. Equal is enough: in a network that is full everywhere nothing would move otherwise.
 * @param range that the message comes from
 * @param waiting seconds that the queue of the sender takes
 */
export function canPassOn(
  queue: MessageQueue,
  { sendrate, byterate, limits: { queueSeconds } }: Pick<Settings, 'sendrate' | 'byterate' | 'limits'>,
  range: NetworkRange,
  waiting: number,
): boolean {
  if (queue.size + queue.taken === 0) return true
  const isInTime = queue.bytes <= queueSeconds * byterate && queue.hasTime(range, queueSeconds * sendrate)
  return isInTime || Math.floor(secondsToSend(queue, { sendrate, byterate })) <= waiting
}
