/** Below this nobody refuses a message for it, and saying it would only cost bytes. */
const MIN_SECONDS = 10
/** Digits that are said: receivers remember envelopes, and each figure makes another one. */
const DIGITS = 3

/** What a request says about its sender's queue: whole seconds, rounded down; undefined for few. */
export function waitingToSay(seconds: number): number | undefined {
  if (seconds < MIN_SECONDS || seconds === Number.POSITIVE_INFINITY) return undefined
  const whole = Math.floor(seconds)
  const unit = 10 ** Math.max(0, String(whole).length - DIGITS)
  return Math.floor(whole / unit) * unit
}
