import type { Components } from './components.js'
import type { NodeMeasurements } from './plugins/node-measurements.js'
import type { NodeStatistics } from './plugins/plugin-node.js'
import type { MessageQueue } from './queue/queue.js'

/** Reads the counts of messages. */
export function countsOf({ counters, queue }: Components): NodeStatistics {
  const { received, enqueued, sent, failed, discarded, refused } = counters
  const { size: queued, bytes: queuedBytes, taken: inFlight } = queue
  return { received, enqueued, sent, failed, discarded, refused, queued, queuedBytes, inFlight }
}

/** Reads everything else that a node has counted. */
export function measure({ counters, queue, peers, transport, clock }: Components): NodeMeasurements {
  return {
    failed: { ...counters.failures },
    discarded: { ...counters.discards },
    refused: { ...counters.refusals },
    oldestSeconds: secondsOfOldest(queue, clock.monotonic()),
    requests: { answered: counters.answered.snapshot(), unanswered: counters.unanswered },
    requestsReceived: counters.requestsReceived,
    announces: {
      sent: counters.announcesSent,
      unanswered: counters.announcesUnanswered,
      received: counters.announcesReceived,
    },
    discovered: counters.discovered,
    peers: peers.count(),
    transport: transport.statistics?.(),
  }
}

function secondsOfOldest({ oldestSince }: MessageQueue, now: number): number | undefined {
  return oldestSince === undefined ? undefined : Math.max(0, now - oldestSince) / 1_000
}
