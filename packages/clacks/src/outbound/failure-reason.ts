import type { FailureReason } from '../counters.js'
import { hasCode } from '../errors.js'

/** The class of a failure, for the counters. @param thrown if there was no answer */
export function failureReason(status: number | undefined, thrown: unknown): FailureReason {
  return status === undefined ? reasonOfError(thrown) : reasonOfStatus(status)
}

function reasonOfError(thrown: unknown): FailureReason {
  if (hasCode(thrown, 'ERR_CLACKS_PEER_TIMEOUT')) return 'timeout'
  if (hasCode(thrown, 'ERR_CLACKS_PEER_KEY_CHANGED', 'ERR_CLACKS_PEER_UNTRUSTED')) return 'untrusted'
  if (hasCode(thrown, 'ERR_CLACKS_ADDRESS_BLOCKED', 'ERR_CLACKS_PEER_IS_SELF')) return 'blocked'
  return 'unreachable'
}

function reasonOfStatus(status: number): FailureReason {
  switch (status) {
    // Of a batch, with an answer that cannot be read.
    case 200:
    case 400:
    case 405:
    case 415:
      return 'not-understood'
    case 403:
      return 'forbidden'
    case 413:
      return 'over-limit'
    case 422:
      return 'rejected'
    case 429:
    case 503:
      return 'busy'
    default:
      return status >= 500 ? 'peer-failed' : 'other'
  }
}
