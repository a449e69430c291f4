/**
 * Marks the results of the functions below. A message that a tap returns by mistake never has it,
 * whatever its sender wrote into it. It is the same in every copy of the package.
 */
const VERDICT: symbol = Symbol.for('clacks.verdict')

/**
 * Accepted, then discarded: the sender deletes its copy, and the message leaves the network.
 */
export interface Drop {
  readonly kind: 'drop'
  readonly reason: string
}
/** Refused: the sender keeps its copy. */
export interface Reject {
  readonly kind: 'reject'
  /** The HTTP status of the answer, 400 to 599. */
  readonly status: number
  readonly reason: string
}
/** Not sent now: the message goes back to the queue. */
export interface Hold {
  readonly kind: 'hold'
  readonly reason: string
}
/** The message is replaced by several. */
export interface Split {
  readonly kind: 'split'
  readonly messages: readonly unknown[]
}

/** What a tap of `received` may return. Returning nothing passes the message on. */
export type ReceptionVerdict = Drop | Reject | Split
/** What a tap of `beforeSend` may return. Returning nothing sends the message. */
export type DepartureVerdict = Drop | Hold
/** What any tap may return. */
export type Verdict = ReceptionVerdict | DepartureVerdict

/** Accepts the message and discards it: it leaves the network. */
export const drop = (reason = 'dropped'): Drop => ({ [VERDICT]: true, kind: 'drop', reason })

/**
 * Refuses the message with an HTTP status (default 422): the sender keeps its copy.
 * A legacy sender still gets 200, unless the node has `legacyRejects: 'refuse'`.
 */
export const reject = (status = 422, reason = 'rejected'): Reject => ({
  [VERDICT]: true,
  kind: 'reject',
  status,
  reason,
})

/** Puts the message back into the queue instead of sending it. */
export const hold = (reason = 'held'): Hold => ({ [VERDICT]: true, kind: 'hold', reason })

/**
 * Queues `messages` in place of the received one: all of them, or none if the queue is full. If all
 * of them are empty, or there are none, the received one is discarded.
 */
export const split = (messages: readonly unknown[]): Split => ({ [VERDICT]: true, kind: 'split', messages })

/** The kind of a verdict; undefined if the value is not a verdict. */
export function verdictKind(value: unknown): Verdict['kind'] | undefined {
  return isVerdict(value) ? value.kind : undefined
}

function isVerdict(value: unknown): value is Verdict {
  return typeof value === 'object' && value !== null && VERDICT in value
}
