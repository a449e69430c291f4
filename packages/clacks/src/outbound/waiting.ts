import { roundSeconds } from '../queue/time-to-send.js'

/** Below this nobody refuses a message for it, and saying it would only cost bytes. */
const MIN_SECONDS = 10

/** What a request says about its sender's queue, in seconds; undefined for few. */
export function waitingToSay(seconds: number): number | undefined {
  return seconds < MIN_SECONDS || seconds === Number.POSITIVE_INFINITY ? undefined : roundSeconds(seconds)
}
