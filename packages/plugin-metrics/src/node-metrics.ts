import { type NodeMeasurements, type NodeStatistics, type PluginNode, VERSION } from 'clacks'
import type { MetricDefinition, Sample } from './definition.js'
import { perTurn } from './per-turn.js'

type Definitions = Readonly<Record<string, MetricDefinition>>
type TransportStatistics = NonNullable<NodeMeasurements['transport']>

/** The metrics of a node, read from its counters: a message costs nothing more. */
export function nodeMetrics(node: PluginNode): Definitions {
  // All metrics of one collection are of the same moment, and the node is asked once.
  const statistics = perTurn(() => node.statistics())
  const measurements = perTurn(() => node.measurements())
  return {
    clacks_info: {
      type: 'gauge',
      help: 'The version of clacks, as a label. Always 1.',
      labels: ['version'],
      read: () => [{ labels: { version: VERSION }, value: 1 }],
    },
    ...messageMetrics(statistics, measurements),
    ...queueMetrics(node, statistics, measurements),
    ...requestMetrics(measurements),
    ...peerMetrics(measurements),
    ...connectionMetrics(() => measurements().transport),
  }
}

function messageMetrics(statistics: () => NodeStatistics, measurements: () => NodeMeasurements): Definitions {
  return {
    clacks_messages_received_total: {
      type: 'counter',
      help: 'Messages that were received from peers and queued: hops in.',
      read: () => statistics().received,
    },
    clacks_messages_enqueued_total: {
      type: 'counter',
      help: 'Messages that the application queued.',
      read: () => statistics().enqueued,
    },
    clacks_messages_sent_total: {
      type: 'counter',
      help: 'Messages that peers accepted: hops out.',
      read: () => statistics().sent,
    },
    clacks_messages_failed_total: {
      type: 'counter',
      help: 'Attempts to send a message that a peer did not accept, by reason. The message is sent again.',
      labels: ['reason'],
      read: () => samplesOf('reason', measurements().failed),
    },
    clacks_messages_discarded_total: {
      type: 'counter',
      help: 'Messages that left the network here, by reason.',
      labels: ['reason'],
      read: () => samplesOf('reason', measurements().discarded),
    },
    clacks_messages_refused_total: {
      type: 'counter',
      help: 'Messages of peers that were refused, by reason. Their senders keep them.',
      labels: ['reason'],
      read: () => samplesOf('reason', measurements().refused),
    },
  }
}

function queueMetrics(
  node: PluginNode,
  statistics: () => NodeStatistics,
  measurements: () => NodeMeasurements,
): Definitions {
  return {
    clacks_queue_messages: {
      type: 'gauge',
      help: 'Messages that wait in the queue.',
      read: () => statistics().queued,
    },
    clacks_messages_in_flight: {
      type: 'gauge',
      help: 'Messages that are being sent.',
      read: () => statistics().inFlight,
    },
    clacks_queue_bytes: {
      type: 'gauge',
      help: 'Bytes of all messages in the queue and in flight.',
      read: () => statistics().queuedBytes,
    },
    clacks_queue_oldest_age_seconds: {
      type: 'gauge',
      help: 'Seconds that the oldest message has been here; 0 if there is none.',
      read: () => measurements().oldestSeconds ?? 0,
    },
    clacks_queue_limit_messages: {
      type: 'gauge',
      help: 'Messages that fit in the queue, those in flight included.',
      read: () => node.getOptions().limits.queueMessages,
    },
    clacks_queue_limit_bytes: {
      type: 'gauge',
      help: 'Bytes that fit in the queue, those in flight included.',
      read: () => node.getOptions().limits.queueBytes,
    },
  }
}

function requestMetrics(measurements: () => NodeMeasurements): Definitions {
  return {
    clacks_send_duration_seconds: {
      type: 'histogram',
      help: 'Time from sending a request with messages until its answer, whatever the answer says.',
      read: () => measurements().requests.answered,
    },
    clacks_sends_unanswered_total: {
      type: 'counter',
      help: 'Requests with messages that got no answer.',
      read: () => measurements().requests.unanswered,
    },
    clacks_requests_received_total: {
      type: 'counter',
      help: 'Requests of peers that were received, of any kind. One may have many messages.',
      read: () => measurements().requestsReceived,
    },
    clacks_announces_received_total: {
      type: 'counter',
      help: 'Announces that came from the node that they name.',
      read: () => measurements().announces.received,
    },
    clacks_announces_sent_total: {
      type: 'counter',
      help: 'Announces that were sent: to new peers, and to see whether one is alive.',
      read: () => measurements().announces.sent,
    },
    clacks_announces_unanswered_total: {
      type: 'counter',
      help: 'Announces that got no answer.',
      read: () => measurements().announces.unanswered,
    },
  }
}

function peerMetrics(measurements: () => NodeMeasurements): Definitions {
  return {
    clacks_peers: {
      type: 'gauge',
      help: 'Known peers, by status.',
      labels: ['status'],
      read: () => samplesOf('status', measurements().peers),
    },
    clacks_peers_discovered_total: {
      type: 'counter',
      help: 'Peers that entered the table. One that left and came back counts again.',
      read: () => measurements().discovered,
    },
  }
}

function connectionMetrics(transport: () => TransportStatistics | undefined): Definitions {
  const byDirection = (value: (counts: TransportStatistics['inbound']) => number): Sample<number>[] => {
    const statistics = transport()
    if (statistics === undefined) return []
    return [
      { labels: { direction: 'in' }, value: value(statistics.inbound) },
      { labels: { direction: 'out' }, value: value(statistics.outbound) },
    ]
  }
  const withResult = (samples: readonly Sample<number>[], result: string): Sample<number>[] =>
    samples.map(({ labels, value }) => ({ labels: { ...labels, result }, value }))
  return {
    clacks_connections: {
      type: 'gauge',
      help: 'Connections that are open or being opened, by direction.',
      labels: ['direction'],
      read: () => byDirection(({ open }) => open),
    },
    clacks_tls_handshakes_total: {
      type: 'counter',
      help: 'Connections that were secured, or ended before that, by direction and result.',
      labels: ['direction', 'result'],
      read: () => [
        ...withResult(
          byDirection(({ secured }) => secured),
          'success',
        ),
        ...withResult(
          byDirection(({ failed }) => failed),
          'failure',
        ),
      ],
    },
    clacks_http_requests_refused_total: {
      type: 'counter',
      help: 'Requests that were refused before the node saw them, by status: too fast, too large, not from a node.',
      labels: ['status'],
      read: () => samplesOf('status', transport()?.refused ?? {}),
    },
  }
}

function samplesOf(label: string, values: Readonly<Record<string, number>>): Sample<number>[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }))
}
