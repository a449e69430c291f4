import type { Settings } from '../settings/settings.js'
import type { MessageQueue } from './queue.js'

/** Digits of the seconds that nodes tell each other: receivers remember envelopes by their text. */
const DIGITS = 3

/**
 * Seconds until everything in the queue is sent, at the node's rates. 0 for a node that sends
 * nothing: it collects messages, and is bounded by `limits.queueMessages` alone.
 */
export function secondsToSend(
  queue: Pick<MessageQueue, 'size' | 'taken' | 'bytes'>,
  { sendrate, byterate }: Pick<Settings, 'sendrate' | 'byterate'>,
): number {
  if (sendrate === 0 || byterate === 0) return 0
  return Math.max((queue.size + queue.taken) / sendrate, queue.bytes / byterate)
}

/**
 * Seconds as nodes tell them each other: whole, and rounded down to three digits. A node that
 * compares its own with those of another one rounds both: otherwise equal queues would refuse each
 * other.
 */
export function roundSeconds(seconds: number): number {
  const whole = Math.floor(seconds)
  const unit = 10 ** Math.max(0, String(whole).length - DIGITS)
  return Math.floor(whole / unit) * unit
}
