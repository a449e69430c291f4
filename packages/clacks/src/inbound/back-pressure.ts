import type { NetworkRange } from '../network-range.js'
import type { MessageQueue } from '../queue/queue.js'
import { roundSeconds, secondsToSend } from '../queue/time-to-send.js'
import type { Settings } from '../settings/settings.js'

/**
 * Whether this node can pass on another message soon enough: its queue takes no longer than
 * `limits.queueSeconds`, of which each network range has its share; or that of the sender takes as
 * long, too, and this one no more than these seconds longer than it. Only the difference counts
 * between two that are full (back-pressure routing, Tassiulas and Ephremides 1992): nodes that are
 * equally full take from each other, so that peers which never refuse get no more than their share.
 * A sender below the limit will find others that are not full: where there are messages for few of
 * the nodes, no queue grows beyond the limit. Since nobody can check what a sender says of its
 * queue, it counts only for a range that does not have far more than others in this one.
 * @param range that the message comes from
 * @param waiting seconds that the queue of the sender takes; 0 if it says nothing
 */
export function canPassOn(
  queue: MessageQueue,
  { sendrate, byterate, limits: { queueSeconds } }: Pick<Settings, 'sendrate' | 'byterate' | 'limits'>,
  range: NetworkRange,
  waiting: number,
): boolean {
  if (queue.size + queue.taken === 0) return true
  const isInTime = queue.bytes <= queueSeconds * byterate && queue.hasTime(range, queueSeconds * sendrate)
  if (isInTime) return true
  const own = roundSeconds(secondsToSend(queue, { sendrate, byterate }))
  if (own === 0) return true
  const waitsToo = own < queueSeconds ? waiting > 0 : waiting >= queueSeconds && own <= waiting + queueSeconds
  return waitsToo && queue.isModest(range)
}
