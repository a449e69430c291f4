import { Clacks, createLog } from 'clacks'
import { expect, it, onTestFinished } from 'vitest'
import { metrics } from '../src/index.js'
import { nonZero, seriesOf } from './series.js'

async function started(sendrate: number): Promise<Clacks> {
  const node = new Clacks({
    hostname: '127.0.0.1',
    port: 0,
    sendrate,
    idleAnnounce: 0,
    log: createLog('silent'),
    plugins: [metrics()],
  })
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

it('over HTTPS, the metrics show connections, handshakes and messages, and the plugin taps no hook', async () => {
  const [from, to] = [await started(Number.POSITIVE_INFINITY), await started(0)]
  const sent = new Promise<void>((resolve) => {
    let left = 3
    from.hooks.sent.tap('test', () => {
      if (--left === 0) resolve()
    })
  })
  await from.announce('127.0.0.1', to.address.port)
  for (const message of ['one', 'two', 'three']) from.enqueue(message)
  await sent
  const [out, received] = [await seriesOf(from.service('metrics')), await seriesOf(to.service('metrics'))]
  expect(nonZero(out, /^clacks_(messages|connections|tls|peers)/)).toMatchObject({
    clacks_messages_enqueued_total: 3,
    clacks_messages_sent_total: 3,
    'clacks_connections{direction="out"}': 1,
    'clacks_tls_handshakes_total{direction="out",result="success"}': 1,
    'clacks_peers{status="alive"}': 1,
  })
  expect(nonZero(received, /^clacks_(messages|connections\{direction="in|requests)/)).toMatchObject({
    clacks_messages_received_total: 3,
    'clacks_connections{direction="in"}': 1,
    clacks_requests_received_total: expect.any(Number),
  })
  expect(received.get('clacks_tls_handshakes_total{direction="in",result="success"}')).toBe(1)
  expect(received.get('clacks_tls_handshakes_total{direction="in",result="failure"}')).toBe(0)
  expect(out.get('clacks_send_duration_seconds_sum')).toBeGreaterThan(0)
  expect(Object.entries(to.hooks).filter(([, hook]) => hook.isUsed())).toEqual([])
})
