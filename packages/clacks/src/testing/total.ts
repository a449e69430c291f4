import type { NodeStatistics } from '../plugins/plugin-node.js'

const NOTHING: NodeStatistics = {
  received: 0,
  enqueued: 0,
  sent: 0,
  failed: 0,
  discarded: 0,
  refused: 0,
  queued: 0,
  queuedBytes: 0,
  inFlight: 0,
}

function added(sum: NodeStatistics, more: NodeStatistics): NodeStatistics {
  return {
    received: sum.received + more.received,
    enqueued: sum.enqueued + more.enqueued,
    sent: sum.sent + more.sent,
    failed: sum.failed + more.failed,
    discarded: sum.discarded + more.discarded,
    refused: sum.refused + more.refused,
    queued: sum.queued + more.queued,
    queuedBytes: sum.queuedBytes + more.queuedBytes,
    inFlight: sum.inFlight + more.inFlight,
  }
}

/** What a killed node has done. What it held is lost. */
export function past(statistics: NodeStatistics): NodeStatistics {
  return { ...statistics, queued: 0, queuedBytes: 0, inFlight: 0 }
}

/** The sum of the statistics of several nodes. */
export function total(statistics: readonly NodeStatistics[]): NodeStatistics {
  return statistics.reduce(added, NOTHING)
}
