import { printable } from '../printable.js'
import type { Answer } from '../transport/transport.js'

/** Characters of the reason of a peer that are shown. Our own nodes send up to 500. */
const MAX_REASON = 500

/**
 * What a refusing answer says: its status, and the reason in its body `{"error":"…"}` if there is
 * one. A peer wrote it: it is cut, and what is not printable is escaped.
 */
export function refusalText({ status, body }: Answer): string {
  return refusedText(status, reasonIn(body))
}

/** As {@link refusalText}, for the refusal of one message of a batch. */
export function refusedText(status: number, reason: string | undefined): string {
  const text = `the peer answered ${status}`
  return reason === undefined ? text : `${text}: ${printable(shortened(reason))}`
}

function shortened(reason: string): string {
  return reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason
}

function reasonIn(body: string): string | undefined {
  if (body === '') return undefined
  try {
    const answer: unknown = JSON.parse(body)
    if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined
    return typeof answer.error === 'string' && answer.error !== '' ? answer.error : undefined
  } catch {
    return undefined
  }
}
