import { Histogram } from './histogram.js'

/** Why a peer did not accept a message that was sent to it. */
export type FailureReason =
  /** No connection, or it was lost. */
  | 'unreachable'
  /** No connection or answer in time. */
  | 'timeout'
  /** It shows another key than the pinned one, or a certificate that is not trusted. */
  | 'untrusted'
  /** Its address must not be dialled, or is that of this node. */
  | 'blocked'
  /** It takes nothing now: 429 or 503. */
  | 'busy'
  /** 413. */
  | 'over-limit'
  /** 422: a plugin of the peer rejected the message. */
  | 'rejected'
  /** 403: it ignores this node, or does not trust it. */
  | 'forbidden'
  /** 400, 405, 415, or an answer that does not belong to what was sent. */
  | 'not-understood'
  /** 500 and above: a plugin of the peer failed, or its server did. */
  | 'peer-failed'
  /** Another status. */
  | 'other'

/** Why a message was discarded. */
export type DiscardReason =
  /** A tap of `received` dropped it. */
  | 'dropped'
  /** A tap of `beforeSend` dropped it. */
  | 'dropped-before-send'
  /** It is null, false or an empty text. */
  | 'empty'
  /** A legacy peer truncated it. */
  | 'truncated'
  /** A legacy peer sent one that exceeds a limit, and would send it again. */
  | 'over-limit'
  /** A tap rejected one of a legacy peer, which would send it again. */
  | 'rejected'

/** Why a message or a request of a peer was refused. */
export type RefusalReason =
  /** It is not a payload, or not JSON. */
  | 'malformed'
  /** A legacy peer truncated it. */
  | 'truncated'
  /** The sender is ignored, or is not who it says. */
  | 'untrusted'
  /** The sender shows another key than the pinned one. */
  | 'key-changed'
  /** It exceeds a limit. */
  | 'over-limit'
  /** A tap rejected it. */
  | 'rejected'
  /** A plugin failed while it had it. */
  | 'plugin-failed'
  /** It cannot be queued or stored now. */
  | 'busy'
  /** Messages of its sender have made plugins fail. */
  | 'failing-sender'

/** Upper bounds of the buckets of request durations, in seconds. */
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counts of a node since its start. */
export class Counters {
  /** Messages received from a peer and queued. */
  received = 0
  /** Messages queued by the application. */
  enqueued = 0
  /** Messages accepted by a peer. */
  sent = 0
  /** Messages not accepted by a peer: back in the queue. */
  failed = 0
  /** Messages discarded: they left the network here. */
  discarded = 0
  /** Messages refused: their senders keep them. */
  refused = 0

  /** Of `failed`. */
  readonly failures: Record<FailureReason, number> = {
    unreachable: 0,
    timeout: 0,
    untrusted: 0,
    blocked: 0,
    busy: 0,
    'over-limit': 0,
    rejected: 0,
    forbidden: 0,
    'not-understood': 0,
    'peer-failed': 0,
    other: 0,
  }
  /** Of `discarded`. */
  readonly discards: Record<DiscardReason, number> = {
    dropped: 0,
    'dropped-before-send': 0,
    empty: 0,
    truncated: 0,
    'over-limit': 0,
    rejected: 0,
  }
  /** Of `refused`. */
  readonly refusals: Record<RefusalReason, number> = {
    malformed: 0,
    truncated: 0,
    untrusted: 0,
    'key-changed': 0,
    'over-limit': 0,
    rejected: 0,
    'plugin-failed': 0,
    busy: 0,
    'failing-sender': 0,
  }

  /** Requests received, with messages or an announce. */
  requestsReceived = 0
  /** Announces received from those that they name. */
  announcesReceived = 0
  /** Requests with messages that got an answer, in seconds from sending them. */
  readonly answered = new Histogram(REQUEST_SECONDS)
  /** Requests with messages that got no answer. */
  unanswered = 0
  /** Announces sent. */
  announcesSent = 0
  /** Announces sent that got no answer. */
  announcesUnanswered = 0
  /** Peers that entered the table. */
  discovered = 0
}
