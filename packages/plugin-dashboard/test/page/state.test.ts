import { describe, expect, it } from 'vitest'
import { EventParser } from '../../page/api/sse.js'
import type { TapCall } from '../../page/api/types.js'
import { MAX_PASSAGES, type Passage, withCall } from '../../page/messages/passages.js'
import { addressIn } from '../../page/network/address.js'
import { Graph } from '../../page/network/graph.js'
import { Feed, LISTED, LISTED_PER_SECOND } from '../../page/state/feed.js'
import { Samples } from '../../page/state/samples.js'

describe('server-sent events', () => {
  it('are found however the stream is cut', () => {
    const text = ': beat\n\nid: 7-1\nevent: sent\ndata: {"a":\ndata: 1}\n\nevent: x\ndata: 2\n\n'
    const whole = new EventParser().push(text)
    expect(whole).toEqual([
      { id: '7-1', name: 'sent', data: '{"a":\n1}' },
      { id: undefined, name: 'x', data: '2' },
    ])
    const parser = new EventParser()
    expect([...text].flatMap((character) => parser.push(character))).toEqual(whole)
  })

  it('may not be of any length', () => {
    const parser = new EventParser()
    expect(() => parser.push('x'.repeat(5_000_000))).toThrow('too long')
  })
})

describe('the list of events', () => {
  it('is a sample beyond what a person can follow, and bounded', () => {
    const feed = new Feed()
    for (let second = 0; second < 10; second++)
      for (let count = 0; count < 10_000; count++)
        feed.add({ event: 'sent', time: 0 }, 'node', second * 1000 + count / 100)
    expect(feed.seen).toBe(100_000)
    expect(feed.left).toBe(100_000 - 10 * LISTED_PER_SECOND)
    expect(feed.listed.length).toBe(LISTED)
    expect(feed.listed[0]?.number).toBeGreaterThan(90_000)
  })

  it('stays as it is while it is paused', () => {
    const feed = new Feed()
    feed.isPaused = true
    feed.add({ event: 'sent', time: 0 }, 'node', 0)
    expect([feed.listed, feed.seen, feed.left]).toEqual([[], 1, 1])
  })
})

describe('the measurements', () => {
  const counters = { enqueued: 0, failed: 0, discarded: 0, refused: 0, queuedBytes: 0, inFlight: 0 }

  it('are rates a second, never negative after a restart, and bounded', () => {
    const samples = new Samples()
    samples.add({ ...counters, received: 100, sent: 10, queued: 3 }, 2, 1_000)
    samples.add({ ...counters, received: 150, sent: 10, queued: 4 }, 2, 3_000)
    expect(samples.list.at(-1)).toMatchObject({
      time: 3,
      queued: 4,
      alive: 2,
      rates: { received: 25, sent: 0 },
    })
    samples.add({ ...counters, received: 0, sent: 0, queued: 0 }, 0, 4_000)
    expect(samples.list.at(-1)?.rates.received).toBe(0)
    for (let second = 5; second < 2_000; second++)
      samples.add({ ...counters, received: 0, sent: 0, queued: 0 }, 0, second * 1000)
    expect(samples.list.length).toBe(900)
  })
})

describe('the graph', () => {
  const peersOf = (...ports: readonly number[]) =>
    new Map(ports.map((port) => [`peer:${port}`, { hostname: 'peer', port, status: 'alive' as const }]))

  it('draws what several nodes know as one network', () => {
    const graph = new Graph()
    graph.update([
      { address: 'peer:1', peers: peersOf(2, 3) },
      { address: 'peer:2', peers: peersOf(1, 3) },
    ])
    expect(graph.vertices.map(({ address, status }) => `${address} ${status}`).sort()).toEqual([
      'peer:1 own',
      'peer:2 own',
      'peer:3 alive',
    ])
    expect(graph.edges.length).toBe(3)
    graph.update([{ address: 'peer:1', peers: peersOf(3) }])
    expect(graph.vertices.length).toBe(2)
  })

  it('comes to rest with 2,000 peers, none on another', () => {
    const graph = new Graph()
    graph.update([
      { address: 'own:1', peers: peersOf(...Array.from({ length: 2_000 }, (_, index) => index + 1)) },
    ])
    let steps = 0
    while (graph.step()) steps++
    expect(steps).toBeLessThan(400)
    const places = new Set(graph.vertices.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`))
    expect(places.size).toBe(2_001)
    expect(graph.vertices.every(({ x, y }) => Math.hypot(x, y) < 10_000)).toBe(true)
  })
})

describe('a trace', () => {
  const call = (passage: number, order: number): TapCall => ({
    passage,
    order,
    hook: 'received',
    plugin: `p${order}`,
    time: 0,
    took: 1,
    changes: [],
    message: '1',
  })

  it('groups the taps of one run of a hook in their order, and is bounded', () => {
    const passages = [call(1, 2), call(2, 1), call(1, 1)].reduce<readonly Passage[]>(withCall, [])
    expect(passages.map(({ number, calls }) => [number, ...calls.map(({ plugin }) => plugin)])).toEqual([
      [2, 'p1'],
      [1, 'p1', 'p2'],
    ])
    const many = Array.from({ length: 100 }, (_, index) => call(index, 1))
    expect(many.reduce<readonly Passage[]>(withCall, []).length).toBe(MAX_PASSAGES)
  })
})

describe('an address', () => {
  it('is host:port', () => {
    expect(addressIn(' tower-2.example:8080 ')).toEqual({ hostname: 'tower-2.example', port: 8080 })
    for (const text of ['', 'tower', 'tower:', ':80', 'tower:0', 'tower:70000', 'a b:80'])
      expect(() => addressIn(text), text).toThrow('Expected host:port')
  })
})
