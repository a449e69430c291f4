import { isRecord, own } from './fields.js'

/** A message of a batch that was not accepted. */
export interface RefusedMessage {
  /** Its place in the batch, from 0. */
  readonly at: number
  /** Means the same as the status of an answer. */
  readonly status: number
  readonly reason?: string | undefined
  /** Seconds, as in `Retry-After`. */
  readonly retryAfter?: number | undefined
}

/** Characters of a reason that are passed on. */
const MAX_REASON = 200
/** Bytes of all refusals above which reasons are left out: a sender reads 64 KiB of an answer. */
const MAX_BYTES = 32_768

/** The body of an answer to a batch that was accepted in part. */
export function encodeRefused(refused: readonly RefusedMessage[]): string {
  let bytes = 0
  const texts = refused.map(({ at, status, reason, retryAfter }) => {
    const shown = bytes > MAX_BYTES ? undefined : reason?.slice(0, MAX_REASON)
    const text = JSON.stringify({ at, status, reason: shown, retryAfter })
    bytes += Buffer.byteLength(text)
    return text
  })
  return `{"refused":[${texts.join(',')}]}`
}

/**
 * The refusals in the answer to a batch, by place; undefined if the answer cannot be understood.
 * @param count messages in the batch; an entry of another place counts for none
 */
export function refusedIn(body: string, count: number): ReadonlyMap<number, RefusedMessage> | undefined {
  const refused = new Map<number, RefusedMessage>()
  if (body === '') return refused
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isRecord(answer)) return undefined
  const list = own(answer, 'refused') ?? []
  if (!Array.isArray(list)) return undefined
  for (const entry of list.slice(0, count)) {
    const message = readRefused(entry, count)
    if (message !== undefined) refused.set(message.at, message)
  }
  return refused
}

function readRefused(entry: unknown, count: number): RefusedMessage | undefined {
  if (!isRecord(entry)) return undefined
  const at = own(entry, 'at')
  const status = own(entry, 'status')
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at >= count) return undefined
  if (typeof status !== 'number' || !Number.isInteger(status) || status === 200) return undefined
  const reason = own(entry, 'reason')
  const retryAfter = own(entry, 'retryAfter')
  return {
    at,
    status,
    reason: typeof reason === 'string' ? reason : undefined,
    retryAfter: typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : undefined,
  }
}
