import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drop, reject } from '../../src/hooks/verdict.js'
import type { Clacks } from '../../src/node.js'
import { memoryNodes } from './memory-nodes.js'

const QUIET = { idleAnnounce: 0, sendrate: Number.POSITIVE_INFINITY }
const NEVER = { idleAnnounce: 0, sendrate: 0 }
let nodes: ReturnType<typeof memoryNodes>

beforeEach(() => {
  nodes = memoryNodes()
})
afterEach(async () => {
  await nodes.end()
  expect(nodes.clock.pending).toBe(0)
})

/** What was counted, without what was not. */
function counted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

/** Node a, which has sent its messages to b, and knows it. */
async function sendTo(b: Clacks, messages: readonly unknown[]): Promise<Clacks> {
  const a = await nodes.start('a', QUIET)
  a.addPeer('b', 80)
  await nodes.clock.complete(a.announce('b', 80))
  for (const message of messages) a.enqueue(message)
  await nodes.clock.advance('1s')
  expect(b.statistics().received + b.statistics().refused + b.statistics().discarded).toBeGreaterThan(0)
  return a
}

describe('the measurements of a node', () => {
  it('have the reasons of both sides for messages that were refused', async () => {
    const b = await nodes.start('b', NEVER)
    b.hooks.received.tap('test', ({ message }) => (message === 'no' ? reject(422, 'no') : undefined))
    const a = await sendTo(b, ['no', 'yes'])
    expect(counted(b.measurements().refused)).toEqual({ rejected: 1 })
    expect(counted(a.measurements().failed)).toEqual({ rejected: 1 })
    expect([a.statistics().failed, b.statistics().refused]).toEqual([1, 1])
  })

  it('have the reasons for messages that were discarded', async () => {
    const b = await nodes.start('b', NEVER)
    b.hooks.received.tap('test', ({ message }) => (message === 'drop' ? drop('unwanted') : undefined))
    const a = await nodes.start('a', QUIET)
    a.hooks.beforeSend.tap('test', ({ message }) => (message === 'stay' ? drop('private') : undefined))
    a.addPeer('b', 80)
    for (const message of ['drop', 'drop', 'stay', 'pass']) a.enqueue(message)
    await nodes.clock.advance('1s')
    expect(counted(b.measurements().discarded)).toEqual({ dropped: 2 })
    expect(counted(a.measurements().discarded)).toEqual({ 'dropped-before-send': 1 })
    expect([a.statistics().discarded, b.statistics().discarded]).toEqual([1, 2])
  })

  it('have the messages that could not be delivered', async () => {
    const a = await nodes.start('a', QUIET)
    a.addPeer('nobody', 80)
    a.enqueue('x')
    await nodes.clock.advance(500)
    const { failed, requests } = a.measurements()
    expect(counted(failed)).toEqual({ unreachable: a.statistics().failed })
    expect(requests.unanswered).toBe(a.statistics().failed)
    expect(requests.answered.count).toBe(0)
  })

  it('have the duration of each request, from sending it to its answer', async () => {
    const b = await nodes.start('b', NEVER)
    const a = await sendTo(b, ['x'])
    // 10 ms each way.
    const { bounds, counts, count, sum } = a.measurements().requests.answered
    expect([count, sum]).toEqual([1, expect.closeTo(0.02)])
    expect(counts[bounds.indexOf(0.025)]).toBe(1)
    expect(b.measurements().requests.answered.count).toBe(0)
  })

  it('have the age of the oldest message, also of one that was put back or is in flight', async () => {
    const a = await nodes.start('a', QUIET)
    expect(a.measurements().oldestSeconds).toBeUndefined()
    a.enqueue('first')
    await nodes.clock.advance('30s')
    a.enqueue('second')
    expect(a.measurements().oldestSeconds).toBeCloseTo(30)
    a.addPeer('nobody', 80)
    await nodes.clock.advance('1s')
    expect(a.statistics().failed).toBeGreaterThan(0)
    expect(a.measurements().oldestSeconds).toBeCloseTo(31)
  })

  it('have the age of a received message on this node only', async () => {
    const b = await nodes.start('b', NEVER)
    const a = await nodes.start('a', NEVER)
    a.enqueue('x')
    await nodes.clock.advance('1m')
    a.addPeer('b', 80)
    await nodes.clock.complete(a.reconfigure({ settings: { ...QUIET } }))
    await nodes.clock.advance('2s')
    expect([a.measurements().oldestSeconds, b.statistics().queued]).toEqual([undefined, 1])
    expect(b.measurements().oldestSeconds).toBeLessThan(3)
  })

  it('count peers by status, those discovered, requests and announces', async () => {
    const b = await nodes.start('b', NEVER)
    const a = await sendTo(b, ['x', 'y'])
    a.addPeer('c', 80)
    a.ignore('d', 80)
    const { peers, discovered, announces } = a.measurements()
    expect(peers).toEqual({ new: 1, alive: 1, lost: 0, dead: 0, ignored: 1 })
    expect(discovered).toBe(3)
    // b announced itself in turn.
    expect(announces).toEqual({ sent: 1, unanswered: 0, received: 1 })
    // The announce, and both messages in one batch.
    expect(b.measurements()).toMatchObject({ requestsReceived: 2, announces: { received: 1 } })
  })

  it('have no connections over a transport that has none', async () => {
    const a = await nodes.start('a', NEVER)
    expect(a.measurements().transport).toBeUndefined()
  })
})
