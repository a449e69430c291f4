import { definePlugin, drop, reject, VERSION } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import { metrics } from '../src/index.js'
import { nonZero, seriesOf } from './series.js'

const QUIET = { idleAnnounce: 0, sendrate: Number.POSITIVE_INFINITY }
const NEVER = { idleAnnounce: 0, sendrate: 0 }

/** Refuses and drops what its name says. */
const picky = definePlugin({
  name: 'picky',
  setup({ hooks }) {
    hooks.received.tap(({ message }) => {
      if (message === 'reject') return reject(422, 'no')
      if (message === 'fail') throw new Error('cannot')
      return message === 'drop' ? drop('unwanted') : undefined
    })
  },
})

/** Node `from` sends to node `to`, which sends nothing. */
function pair(maxMessages = 100) {
  return createNetwork({
    nodes: ['from', 'to'],
    plugins: (name) => (name === 'to' ? [picky(), metrics()] : [metrics()]),
    options: (name) => (name === 'from' ? QUIET : { ...NEVER, limits: { queueMessages: maxMessages } }),
  })
}

describe('the metrics of a node', () => {
  it('count messages by outcome and reason, on both sides', async () => {
    await using network = await pair()
    const [from, to] = [network.node('from'), network.node('to')]
    for (const message of ['one', 'two', 'drop', 'reject']) from.enqueue(message)
    await network.advance('2s')
    const sent = await seriesOf(from.service('metrics'))
    const received = await seriesOf(to.service('metrics'))
    expect(nonZero(sent, /^clacks_messages_/)).toEqual({
      clacks_messages_enqueued_total: 4,
      clacks_messages_sent_total: 3,
      'clacks_messages_failed_total{reason="rejected"}': 1,
    })
    expect(nonZero(received, /^clacks_messages_/)).toEqual({
      clacks_messages_received_total: 2,
      'clacks_messages_discarded_total{reason="dropped"}': 1,
      'clacks_messages_refused_total{reason="rejected"}': 1,
    })
  })

  it('show the queue: messages, bytes, age of the oldest, and what fits in it', async () => {
    await using network = await createNetwork({ nodes: 1, plugins: () => [metrics()], options: NEVER })
    const node = network.node(0)
    const empty = await seriesOf(node.service('metrics'))
    expect(nonZero(empty, /^clacks_queue_(?!limit)/)).toEqual({})
    node.enqueue('ä')
    await network.advance('90s')
    node.enqueue('bc')
    expect(nonZero(await seriesOf(node.service('metrics')), /^clacks_queue_/)).toEqual({
      clacks_queue_messages: 2,
      // With quotes, in UTF-8.
      clacks_queue_bytes: 8,
      clacks_queue_oldest_age_seconds: 90,
      clacks_queue_limit_messages: node.getOptions().limits.queueMessages,
      clacks_queue_limit_bytes: node.getOptions().limits.queueBytes,
    })
  })

  it('show how long requests took as a histogram with cumulative buckets', async () => {
    await using network = await pair()
    const from = network.node('from')
    from.enqueue('one')
    await network.advance('1s')
    network.memoryNetwork.conditions.latency = 200
    from.enqueue('two')
    await network.advance('1s')
    const series = await seriesOf(from.service('metrics'))
    const bucket = (le: string) => series.get(`clacks_send_duration_seconds_bucket{le="${le}"}`)
    // 10 ms each way, then 200 ms.
    expect(['0.01', '0.025', '0.25', '0.5', '10', '+Inf'].map(bucket)).toEqual([0, 1, 1, 2, 2, 2])
    expect(series.get('clacks_send_duration_seconds_count')).toBe(2)
    expect(series.get('clacks_send_duration_seconds_sum')).toBeCloseTo(0.42)
  })

  it('show peers by status and what was discovered, and no address', async () => {
    await using network = await pair()
    const from = network.node('from')
    from.enqueue('private text')
    await network.advance('1s')
    from.ignore('secret.example', 4_321)
    const text = (await from.service('metrics')?.text()) ?? ''
    expect(text).toContain('clacks_peers{status="alive"} 1\n')
    expect(text).toContain('clacks_peers{status="ignored"} 1\n')
    expect(text).toContain('clacks_peers_discovered_total 2\n')
    expect(text).not.toMatch(/secret|4321|private text/)
  })

  it('show the address of some peers only if asked for', async () => {
    await using network = await createNetwork({
      nodes: ['here'],
      plugins: () => [metrics({ peers: 1 })],
      options: NEVER,
    })
    const node = network.node('here')
    node.addPeer('a.example', 80)
    node.addPeer('b.example', 80)
    expect(nonZero(await seriesOf(node.service('metrics')), /^clacks_peers/)).toMatchObject({
      'clacks_peers{status="new"}': 2,
    })
    const series = await seriesOf(node.service('metrics'))
    expect([...series].filter(([name]) => name.startsWith('clacks_peer_alive'))).toEqual([
      ['clacks_peer_alive{peer="a.example:80"}', 0],
    ])
  })

  it('show the calls, failures, durations and quarantine of each plugin', async () => {
    await using network = await pair()
    const [from, to] = [network.node('from'), network.node('to')]
    from.enqueue('one')
    await network.advance('1s')
    for (let call = 0; call < 5; call++) {
      // Failures that no single peer has caused.
      to.hooks.received.callAsync(receptionOf('fail'), () => {})
    }
    const series = await seriesOf(to.service('metrics'))
    expect(nonZero(series, /^clacks_plugin_(?!call_duration).*picky/)).toEqual({
      'clacks_plugin_calls_total{plugin="picky"}': 6,
      'clacks_plugin_failures_total{plugin="picky"}': 5,
      'clacks_plugin_quarantined{plugin="picky"}': 1,
      'clacks_plugin_quarantines_total{plugin="picky"}': 1,
    })
    expect(series.get('clacks_plugin_call_duration_seconds_count{plugin="picky"}')).toBe(6)
    expect(series.get('clacks_plugin_quarantined{plugin="metrics"}')).toBe(0)
  })

  it('show the version', async () => {
    await using network = await createNetwork({ nodes: 1, plugins: () => [metrics()], options: NEVER })
    const series = await seriesOf(network.node(0).service('metrics'))
    expect(series.get(`clacks_info{version="${VERSION}"}`)).toBe(1)
  })

  it('are those of this node only, in a process with several', async () => {
    await using network = await pair()
    const [from, to] = [network.node('from'), network.node('to')]
    from.enqueue('one')
    await network.advance('1s')
    const counts = await Promise.all([from, to].map((node) => seriesOf(node.service('metrics'))))
    expect(counts.map((series) => series.get('clacks_messages_sent_total'))).toEqual([1, 0])
    expect(from.service('metrics')?.registry).not.toBe(to.service('metrics')?.registry)
  })

  it('cost no tap: a message passes no code of the plugin', async () => {
    await using network = await pair()
    const from = network.node('from')
    from.enqueue('one')
    await network.advance('1s')
    expect(from.plugins()).toMatchObject([{ id: 'metrics', calls: 0 }])
  })
})

function receptionOf(message: unknown) {
  const sender = { identifier: '', hostname: 'x', port: 1, status: 'alive', time: 0 } as const
  return {
    message,
    json: JSON.stringify(message),
    sender,
    verified: false,
    friend: undefined,
    remoteAddress: '192.0.2.7',
    legacy: false,
  }
}
