import type { Random } from '../random.js'

const MIN_MS = 250
const MAX_MS = 30_000
/** Back-off after a 429 or 503 without `Retry-After`. */
const DEFAULT_BACKOFF_MS = 1_000
const MAX_RETRY_AFTER_MS = 60_000

/**
 * Milliseconds of back-off after a number of failures in a row: exponential, with jitter (half to
 * whole).
 */
export function backoff(failures: number, random: Random): number {
  const whole = Math.min(MAX_MS, MIN_MS * 2 ** Math.min(failures - 1, 16))
  return whole * (0.5 + random.fraction() / 2)
}

/** Milliseconds of back-off that a peer asked for, bounded. @param retryAfter seconds */
export function backoffFromRetryAfter(retryAfter: number | undefined): number {
  if (retryAfter === undefined || !(retryAfter > 0)) return DEFAULT_BACKOFF_MS
  return Math.min(MAX_RETRY_AFTER_MS, retryAfter * 1000)
}
