import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.js'
import {
  enqueueWhenRoom,
  matches,
  type NodeEvent,
  observeEvents,
  peerReports,
  pinnedKeys,
  queuePage,
  statusOf,
  type TapCall,
  traceTaps,
} from '../../src/control/index.js'
import { Clacks } from '../../src/node.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { PluginNode } from '../../src/plugins/plugin-node.js'
import { systemRandom } from '../../src/random.js'
import { MemoryNetwork } from '../../src/transport/memory.js'

/** The node that a plugin sees. */
async function nodeOfPlugin(): Promise<{ readonly own: Clacks; readonly node: PluginNode }> {
  const seen: PluginNode[] = []
  const looks = definePlugin({
    name: 'looks',
    setup: (ctx) => {
      seen.push(ctx.node)
      ctx.hooks.queued.tap(() => {})
    },
  })
  const transport = new MemoryNetwork({ clock: systemClock, random: systemRandom }).transport()
  const limits = { queueMessages: 2 }
  const own = new Clacks({ hostname: 'here', port: 80, sendrate: 0, transport, limits, plugins: [looks] })
  onTestFinished(() => own.stop())
  await own.start()
  const [node] = seen
  if (node === undefined) throw new Error('the plugin was not set up')
  return { own, node }
}

it('a plugin sees what the control channel shows', async () => {
  const { own, node } = await nodeOfPlugin()
  node.enqueueJson('{"n":12345678901234567890}')
  node.addPeer('there', 81)
  expect(queuePage(node, { limit: 5 })).toEqual({ total: 1, messages: ['{"n":12345678901234567890}'] })
  expect(queuePage(node, { limit: 5, skip: 1 }).messages).toEqual([])
  expect(peerReports(node)).toMatchObject([{ hostname: 'there', port: 81, status: 'new' }])
  expect(pinnedKeys(node)).toEqual({})
  const status = statusOf(node, { config: 'x.yaml', watchers: 3 })
  expect(status).toMatchObject({ address: 'here:80', config: 'x.yaml', watchers: 3, peers: { new: 1 } })
  expect(statusOf(own, { config: undefined, watchers: 0 }).statistics.queued).toBe(1)
})

it('a plugin observes events and taps', async () => {
  const { node } = await nodeOfPlugin()
  const events: NodeEvent[] = []
  const calls: TapCall[] = []
  const stops = [
    observeEvents(node, (event) => events.push(event)),
    traceTaps(node, systemClock, (call) => calls.push(call)),
  ]
  node.enqueue('seen')
  for (const stop of stops) stop()
  node.enqueue('unseen')
  expect(events).toEqual([{ event: 'queued', message: '"seen"', details: { origin: 'enqueued' } }])
  expect(events.map((event) => matches(event, { match: 'other' }))).toEqual([false])
  expect(calls).toMatchObject([{ plugin: 'looks', hook: 'queued', message: '"seen"' }])
})

it('a plugin waits while the queue is full', async () => {
  const { node } = await nodeOfPlugin()
  const gone = new AbortController()
  for (const text of ['1', '2']) expect(await enqueueWhenRoom(node, text, gone.signal)).toBe(true)
  let waits = 0
  const waiting = enqueueWhenRoom(node, '3', gone.signal, () => waits++)
  gone.abort()
  expect([await waiting, waits, node.peekJson()]).toEqual([false, 1, ['1', '2']])
})
