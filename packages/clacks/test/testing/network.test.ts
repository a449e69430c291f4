import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { createNetwork, type NetworkOptions } from '../../src/testing/index.js'

const NAMES = ['a', 'b', 'c', 'd']

/** A run with loss, a partition, a kill and a restart. */
async function run(options: NetworkOptions): Promise<{ digest: string; recent: readonly string[] }> {
  await using network = await createNetwork({
    nodes: 8,
    topology: 'ring',
    latency: [1, 400],
    loss: 0.1,
    ...options,
  })
  for (const [index, node] of network.nodes.entries()) node.enqueue(`message ${index}`)
  await network.advance('20s')
  network.partition([['node-1', 'node-2', 'node-3']])
  await network.advance('20s')
  network.heal()
  network.kill('node-4')
  await network.advance('20s')
  await network.restart('node-4')
  await network.advance('20s')
  return { digest: network.digest(), recent: network.recent(100) }
}

describe('a simulated network', () => {
  it('lets messages walk through all nodes', async () => {
    await using network = await createNetwork({ nodes: NAMES, topology: 'ring', seed: 3 })
    network.node('a').enqueue('GNU Terry Pratchett')
    expect(network.coverage('GNU Terry Pratchett')).toEqual(['a'])
    await network.advance('2m')
    expect([...network.coverage('GNU Terry Pratchett')].sort()).toEqual(NAMES)
    network.assertInOnePlace('GNU Terry Pratchett')
    network.assertConserved()
    expect(network.failures).toEqual([])
  })

  it('gives the same run for the same seed, and a different one for another seed', async () => {
    const first = await run({ seed: 5 })
    const again = await run({ seed: 5 })
    expect(again.recent).toEqual(first.recent)
    expect(again.digest).toBe(first.digest)
    expect((await run({ seed: 6 })).digest).not.toBe(first.digest)
  })

  it('takes no real time', async () => {
    await using network = await createNetwork({ nodes: 3 })
    network.node(0).enqueue('x')
    await network.advance('1h')
    expect(network.clock.monotonic()).toBeGreaterThanOrEqual(3_600_000)
    expect(network.counts.sent).toBeGreaterThan(3_000)
  })

  it('sends one message per second by default', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], options: { idleAnnounce: 0 } })
    for (let index = 0; index < 50; index++) network.node('a').enqueue(index + 1)
    await network.advance('10.5s')
    expect(network.node('a').statistics().sent).toBe(11)
  })

  it('locates a message at each step', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      latency: 100,
      options: (name) => ({ sendrate: name === 'a' ? 1 : 0 }),
    })
    network.node('a').enqueue({ text: 'x' })
    await network.advance(0)
    const inFlight = [{ from: 'a', to: 'b' }]
    expect(network.locate({ text: 'x' })).toEqual({ queued: [], departing: ['a'], inFlight, copies: 1 })
    await network.step()
    expect(network.locate({ text: 'x' })).toEqual({ queued: ['b'], departing: [], inFlight: [], copies: 1 })
    expect(network.node('a').inFlightMessages()).toEqual([{ text: 'x' }])
    expect(network.messages()).toMatchObject([{ message: { text: 'x' }, copies: 1 }])
    expect(network.locate((message) => message !== 'y').copies).toBe(1)
  })

  it('separates the groups of a partition until it heals', async () => {
    await using network = await createNetwork({ nodes: NAMES, seed: 2, options: { sendrate: 10 } })
    network.partition([
      ['a', 'b'],
      ['c', 'd'],
    ])
    network.node('a').enqueue('left')
    network.node('c').enqueue('right')
    await network.advance('5m')
    expect([...network.coverage('left')].sort()).toEqual(['a', 'b'])
    expect([...network.coverage('right')].sort()).toEqual(['c', 'd'])
    network.heal()
    await network.advance('10m')
    expect([...network.coverage('left')].sort()).toEqual(NAMES)
    network.assertConserved()
  })

  it('kills a node with its memory, and excuses the messages lost with it', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b', 'c'], topology: 'none' })
    network.node('a').enqueue('x')
    network.node('b').enqueue('y')
    network.kill('a')
    network.kill('a')
    expect(network.locate('x')).toEqual({ queued: [], departing: [], inFlight: [], copies: 0 })
    expect(network.nodes).toEqual([network.node('b'), network.node('c')])
    network.assertConserved()
    network.assertInOnePlace('y')
    expect(() => network.assertInOnePlace('x')).toThrow(/"x" is nowhere: 0 copies, expected exactly 1/)
  })

  it('leaves nothing of a killed node running', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], latency: 50, options: { sendrate: 50 } })
    network.node('a').enqueue('x')
    await network.advance('75ms')
    const dead = network.node('a')
    const before = dead.statistics()
    network.kill('a')
    network.kill('b')
    await network.advance('5m')
    expect(dead.statistics()).toEqual(before)
    expect(network.clock.pending).toBe(0)
  })

  it('restarts a node with the same address and key, without its memory', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], options: { sendrate: 10 } })
    network.node('a').enqueue('x')
    await network.advance('1s')
    const old = network.node('b')
    const fresh = await network.restart('b')
    expect(fresh).not.toBe(old)
    expect(network.node('b')).toBe(fresh)
    expect(fresh.address).toEqual(old.address)
    expect(fresh.fingerprint).toBe(old.fingerprint)
    network.node('a').enqueue('y')
    await network.advance('1m')
    expect(network.coverage('y')).toContain('b')
    expect(fresh.statistics().received).toBeGreaterThan(0)
  })

  it('restarts a node whose transfers are not mistaken for those of its previous run', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      options: (name) => ({ sendrate: name === 'a' ? 10 : 0 }),
    })
    for (const message of ['x', 'y']) {
      await network.complete(network.node('a').announce('b', 8080))
      network.node('a').enqueue(message)
      await network.advance('5s')
      await network.restart('a')
    }
    expect(network.node('b').peek()).toEqual(['x', 'y'])
  })

  it('adds a node while the others run', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      topology: 'star',
      options: { sendrate: 10, idleAnnounce: 1_000 },
    })
    network.node('a').enqueue('x')
    await network.add('late')
    await network.advance('2m')
    expect(network.coverage('x')).toContain('late')
    expect(network.names).toEqual(['a', 'b', 'late'])
    await expect(network.add('late')).rejects.toMatchObject({ code: 'ERR_CLACKS_OPTION' })
  })

  it('counts what killed and restarted nodes did, but not what they held', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b', 'c'], options: { sendrate: 10 } })
    for (const name of network.names) network.node(name).enqueue(name)
    await network.advance('5s')
    const before = network.counts
    network.kill('a')
    await network.restart('b')
    const { queued, queuedBytes, inFlight, ...done } = network.counts
    expect(done).toMatchObject({ enqueued: 3, sent: before.sent, received: before.received })
    const c = network.node('c').statistics()
    expect({ queued, queuedBytes, inFlight }).toEqual({
      queued: c.queued,
      queuedBytes: c.queuedBytes,
      inFlight: c.inFlight,
    })
  })

  it('advances until a condition holds, and exactly to that moment', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], latency: 25 })
    network.node('a').enqueue('x')
    expect(await network.until(() => network.coverage('x').includes('b'))).toBe(25)
    expect(network.clock.monotonic()).toBe(25)
    expect(await network.until(() => true)).toBe(25)
  })

  it('reports a condition that does not hold within the limit', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'] })
    const waiting = network.until(() => network.coverage('x').length === 2, '90s')
    await expect(waiting).rejects.toThrow(
      /^This was not so within 90s: \(\) => network\.coverage\(["']x["']\)\.length === 2/,
    )
    await expect(network.until(() => false, '1s')).rejects.toMatchObject({ code: 'ERR_CLACKS_SIMULATION' })
    expect(network.clock.monotonic()).toBeLessThanOrEqual(91_000)
  })

  it('says when and after how many hops a message has visited each node', async () => {
    await using network = await createNetwork({ nodes: NAMES, topology: 'line', latency: 10, seed: 2 })
    network.node('a').enqueue('x')
    await network.until(() => network.coverage('x').length === NAMES.length)
    const visits = network.visits('x')
    expect(visits.map(({ node }) => node)).toEqual(network.coverage('x'))
    expect(visits.slice(0, 2)).toEqual([
      { node: 'a', time: 0, hops: 0 },
      { node: 'b', time: 10, hops: 1 },
    ])
    const last = visits.at(-1)
    expect(last?.time).toBe(network.clock.monotonic())
    expect(last?.hops).toBe(network.counts.received)
    expect(network.visits('y')).toEqual([])
  })

  it('leaves no timer behind when it stops', async () => {
    const network = await createNetwork({ nodes: 5, options: { sendrate: 20 }, latency: [1, 900], loss: 0.2 })
    for (const node of network.nodes) node.enqueue('x')
    await network.advance('30s')
    await network.stop()
    await network.stop()
    await network.advance('1s')
    expect(network.clock.pending).toBe(0)
    network.assertConserved()
  })

  it.each([
    ['full', { a: 'bcd', b: 'acd', c: 'abd', d: 'abc' }],
    ['ring', { a: 'bd', b: 'ac', c: 'bd', d: 'ac' }],
    ['line', { a: 'b', b: 'ac', c: 'bd', d: 'c' }],
    ['star', { a: 'bcd', b: 'a', c: 'a', d: 'a' }],
    ['none', { a: '', b: '', c: '', d: '' }],
    [
      (_: readonly string[], index: number) => [0, index + 1].filter((other) => other < 4),
      { a: 'b', b: 'ac', c: 'ad', d: 'a' },
    ],
    [(_: readonly string[], index: number) => [index, 0, 0], { a: '', b: 'a', c: 'a', d: 'a' }],
    [
      [
        ['a', 'b'],
        [2, 3],
        ['a', 3],
      ] as const,
      { a: 'bd', b: '', c: 'd', d: '' },
    ],
  ] as const)('makes the topology %s', async (topology, expected) => {
    await using network = await createNetwork({ nodes: NAMES, topology })
    const known = NAMES.map((name) => {
      const all = Object.values(network.node(name).getPeers()).flatMap((peers) => Object.values(peers))
      return [
        name,
        all
          .map(({ hostname }) => hostname)
          .sort()
          .join(''),
      ]
    })
    expect(Object.fromEntries(known)).toEqual(expected)
  })

  it('makes the same random topology for the same seed', async () => {
    const knownWith = async (seed: number): Promise<string[][]> => {
      await using network = await createNetwork({
        nodes: 30,
        seed,
        topology: (names, _, random) =>
          Array.from({ length: 3 }, () => Math.floor(random.fraction() * names.length)),
      })
      return network.nodes.map((node) => Object.values(node.getPeers().new).map(({ hostname }) => hostname))
    }
    const known = await knownWith(1)
    expect(await knownWith(1)).toEqual(known)
    expect(await knownWith(2)).not.toEqual(known)
    expect(new Set(known.map(String)).size).toBeGreaterThan(25)
  })

  it('has nodes that behave like legacy peers', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'old'],
      legacy: ['old'],
      options: { sendrate: 10 },
    })
    network.node('a').enqueue('ascii')
    network.node('a').enqueue('ünïcödé')
    await network.advance('1m')
    expect(network.coverage('ascii')).toContain('old')
    expect(network.coverage('ünïcödé')).toEqual(['a'])
  })

  it('reports a violation in plain words', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], topology: 'none' })
    network.node('a').enqueue('twin')
    network.node('b').enqueue('twin')
    expect(() => network.assertInOnePlace('twin')).toThrow(
      /Message "twin" is in several places: 2 copies, expected exactly 1\.\n {2}It is queued at a, queued at b\.\n[\s\S]*ms {2}b {2}queued, enqueued {2}"twin"/,
    )
    network.assertConserved(['twin', 'twin'])
    expect(() => network.assertConserved(['twin'])).toThrow(
      /"twin" was duplicated: 2 copies, expected 1 or fewer/,
    )
    expect(() => network.assertConserved(['absent'])).toThrow(
      /"absent" is lost: 0 copies, expected 1 or more[\s\S]*It has no recorded events/,
    )
  })

  it('reports which plugin failed if a message is not where it is expected, with the error it threw', async () => {
    const boom = new Error('boom')
    const broken = definePlugin({
      name: 'broken',
      setup({ hooks }) {
        hooks.received.tap(() => {
          throw boom
        })
      },
    })
    await using network = await createNetwork({ nodes: ['a', 'b'], plugins: [broken] })
    network.node('a').enqueue('hello')
    await network.advance('2s')
    const found = faultOf(() => network.assertInOnePlace('HELLO'))
    expect(found.message).toMatch(
      /First failures:\n {4}b {2}\[broken:received\] boom, thrown at .*network\.test\.ts:\d+:\d+\./,
    )
    expect(found.cause).toBe(boom)
    expect(faultOf(() => network.assertConserved(['HELLO'])).cause).toBe(boom)
  })

  it('rejects a node that is not in the network', async () => {
    await using network = await createNetwork({ nodes: 1 })
    expect(() => network.node('nobody')).toThrow(/"nobody"/)
    expect(() => network.node(1)).toThrow('The network has no node 1.')
    await expect(network.add('no name')).rejects.toMatchObject({ code: 'ERR_CLACKS_ADDRESS' })
    const tooFar = createNetwork({ nodes: 2, topology: (_, index) => [index + 1] })
    await expect(tooFar).rejects.toThrow('The topology names node 2, which is not in the network.')
  })
})

function faultOf(act: () => void): Error {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof Error) return thrown
  }
  throw new Error('nothing was found')
}

it('passes the peer that a message came from to taps of `queued`', async () => {
  await using network = await createNetwork({ nodes: ['a', 'b'] })
  const reported: unknown[] = []
  for (const name of network.names)
    network.node(name).hooks.queued.tap('test', (message, origin, sender) => {
      reported.push([name, message, origin, sender?.hostname])
    })
  network.node('a').enqueue('gnu')
  await network.advance('1500ms')
  expect(reported.slice(0, 2)).toEqual([
    ['a', 'gnu', 'enqueued', undefined],
    ['b', 'gnu', 'received', 'a'],
  ])
})
