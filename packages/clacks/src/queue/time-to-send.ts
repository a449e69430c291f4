import type { Settings } from '../settings/settings.js'
import type { MessageQueue } from './queue.js'

/**
 * Seconds until everything in the queue is sent, at the node's rates. 0 for a node that sends
 * nothing: it collects messages, and is bounded by `limits.queueMessages` alone.
 */
export function secondsToSend(
  queue: Pick<MessageQueue, 'size' | 'taken' | 'bytes'>,
  { sendrate, byterate }: Pick<Settings, 'sendrate' | 'byterate'>,
): number {
  return Math.max(seconds(queue.size + queue.taken, sendrate), seconds(queue.bytes, byterate))
}

function seconds(amount: number, rate: number): number {
  return rate === 0 ? 0 : amount / rate
}
