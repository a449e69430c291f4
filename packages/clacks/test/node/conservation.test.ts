import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hold } from '../../src/hooks/verdict.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import {
  createNetwork,
  type Network,
  type NetworkOptions,
  SeededRandom,
  type VirtualClock,
} from '../../src/testing/index.js'

/** The number of steps of a run. */
const STEPS = 250

/** How long a failure may be shrunk. All runs together need about a tenth of it. */
const SHRINKING_MS = 15_000

/** Messages of many kinds, each different from all others. */
const messages = fc.uniqueArray(
  fc.oneof(
    fc.string({ minLength: 1 }),
    fc.integer({ min: 1 }),
    fc.record({ text: fc.string(), list: fc.array(fc.nat(), { maxLength: 3 }) }),
  ),
  { minLength: 1, maxLength: 12, selector: (message) => JSON.stringify(message) },
)

const percent = (min: number, max: number) => fc.integer({ min, max }).map((chance) => chance / 100)

type Latency = NonNullable<NetworkOptions['latency']>

/** Milliseconds that a sender waits for an answer. */
const PATIENCE = 5_000

const worldWith = (...latencies: Latency[]) =>
  fc.record({
    seed: fc.integer(),
    nodes: fc.integer({ min: 2, max: 5 }),
    messages,
    sendrate: fc.constantFrom(1, 10, 200),
    latency: fc.constantFrom(...latencies),
    topology: fc.constantFrom<NonNullable<NetworkOptions['topology']>>('full', 'ring', 'line', 'star'),
  })

/** Every answer arrives in time. */
const calm = worldWith(0, 10, [1, 300], [1, PATIENCE / 2 - 100])
/** Some answers arrive too late. */
const rough = worldWith(10, [1, 300], [1, PATIENCE])

type World = typeof calm extends fc.Arbitrary<infer Value> ? Value : never

/** A network whose nodes hold the messages. */
async function populate(world: World, more: NetworkOptions = {}): Promise<Network> {
  const { seed, nodes, latency, topology, sendrate } = world
  const limits = { queueMessages: 500, requestMs: PATIENCE }
  const options = { sendrate, idleAnnounce: 2_000, limits }
  const network = await createNetwork({ nodes, seed, latency, topology, options, ...more })
  for (const [index, message] of world.messages.entries()) network.node(index % nodes).enqueue(message)
  return network
}

/** A plugin whose tap takes a while for each message. */
const thinker = (milliseconds: number, clock: () => VirtualClock) =>
  definePlugin({
    name: 'thinker',
    setup({ hooks }) {
      hooks.received.tap(
        () => new Promise((resolve) => clock().after(milliseconds, () => resolve(undefined))),
      )
    },
  })

/** Counts all messages after every timer. */
async function watch(network: Network, steps = STEPS): Promise<void> {
  for (let step = 0; step < steps && (await network.step()); step++) network.assertConserved()
}

/** Stops all nodes and counts once more. */
async function end(network: Network): Promise<void> {
  await network.stop()
  network.assertConserved()
}

async function check<Case>(
  arbitrary: fc.Arbitrary<Case>,
  run: (example: Case) => Promise<void>,
  numRuns = 25,
): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, run), { numRuns, interruptAfterTimeLimit: SHRINKING_MS })
}

describe('no message is lost or duplicated', () => {
  it('on a reliable network each message is in exactly one place at every step', async () => {
    await check(calm, async (example) => {
      const network = await populate(example)
      for (let step = 0; step < STEPS && (await network.step()); step++) {
        for (const message of example.messages) network.assertInOnePlace(message)
      }
      expect(network.memoryNetwork.lostAcceptances).toEqual([])
      await end(network)
    })
  })

  it('if requests are lost, each message is still in exactly one place', async () => {
    await check(fc.tuple(calm, percent(1, 90)), async ([example, requests]) => {
      const network = await populate(example, { loss: { requests } })
      await watch(network)
      expect(network.memoryNetwork.lostAcceptances).toEqual([])
      await end(network)
    })
  })

  it('if answers are lost, there is at most one more copy for each lost acceptance', async () => {
    await check(fc.tuple(rough, percent(1, 90)), async ([example, loss]) => {
      const network = await populate(example, { loss })
      await watch(network)
      await end(network)
    })
  })

  it('if peers are slow or stop answering', async () => {
    const silent = fc.record({
      world: rough,
      which: fc.nat(4),
      answers: fc.boolean(),
      slow: fc.constantFrom(10, 4_000, 6_000),
    })
    await check(silent, async ({ world: example, which, answers, slow }) => {
      const key = `node-${1 + (which % example.nodes)}:8080`
      const network = await populate(example, { latency: ({ to }) => (to === key ? slow : 10) })
      await watch(network, 50)
      network.memoryNetwork.conditions.loss = ({ from, to, carries }) =>
        (answers ? from : to) === key && (carries === 'answer') === answers ? 1 : 0
      await watch(network)
      network.memoryNetwork.conditions.loss = 0
      await watch(network, 50)
      await end(network)
    })
  })

  it('if queues are full', async () => {
    const full = fc.record({
      world: rough,
      queueMessages: fc.integer({ min: 1, max: 3 }),
      extra: fc.array(fc.nat(4), { maxLength: 10 }),
      // While a tap runs, the queue may fill up.
      thinks: fc.constantFrom(undefined, 500),
    })
    await check(full, async ({ world: example, queueMessages, extra, thinks }) => {
      const { sendrate, messages, ...conditions } = example
      const plugins = thinks === undefined ? [] : [thinker(thinks, () => network.clock)]
      const network: Network = await createNetwork({
        ...conditions,
        plugins,
        options: { sendrate, limits: { queueMessages } },
      })
      let refused = 0
      const enqueue = (node: number, message: unknown): void => {
        try {
          network.node(node % example.nodes).enqueue(message)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'ERR_CLACKS_QUEUE_FULL' })
          refused++
        }
      }
      for (const [index, message] of messages.entries()) enqueue(index, message)
      await watch(network, 50)
      for (const [index, node] of extra.entries()) enqueue(node, `extra ${index}`)
      await watch(network)
      expect(network.messages().length + refused).toBe(messages.length + extra.length)
      await end(network)
    })
  })

  it('if taps fail, hold messages, or take longer than a sender waits', async () => {
    const moods = fc.record({
      world: rough,
      received: fc.constantFrom('fine', 'throws', 'rejects', 'slow'),
      beforeSend: fc.constantFrom('fine', 'throws', 'rejects', 'slow', 'holds'),
      chance: percent(5, 100),
      delay: fc.constantFrom(20, 3_000, 8_000),
    })
    await check(
      moods,
      async ({ world: example, received, beforeSend, chance, delay }) => {
        const random = new SeededRandom(example.seed)
        const moody = definePlugin({
          name: 'moody',
          setup({ hooks }) {
            const act = (mood: string): undefined | ReturnType<typeof hold> | Promise<undefined> => {
              if (random.fraction() >= chance) return undefined
              if (mood === 'throws') throw new Error('failed on purpose')
              if (mood === 'rejects') return Promise.reject(new Error('a bad mood'))
              if (mood === 'slow')
                return new Promise((resolve) => network.clock.after(delay, () => resolve(undefined)))
              return mood === 'holds' ? hold('a bad mood') : undefined
            }
            hooks.received.tap(() => act(received) as undefined)
            hooks.beforeSend.tap(() => act(beforeSend))
          },
        })
        const network = await populate(example, { plugins: [moody()] })
        await watch(network)
        await end(network)
      },
      40,
    )
  })

  it('if a node stops while it sends', async () => {
    await check(fc.tuple(rough, fc.nat(40), fc.nat(4)), async ([example, steps, which]) => {
      const network = await populate(example)
      await watch(network, steps)
      const node = network.node(which % example.nodes)
      let stopped = false
      const stopping = node.stop().then(() => {
        stopped = true
      })
      while (!stopped && (await network.step())) network.assertConserved()
      await stopping
      expect(node.inFlightMessages()).toEqual([])
      await watch(network, 50)
      await end(network)
    })
  })

  it('if the network is partitioned and heals', async () => {
    await check(
      fc.tuple(rough, fc.nat(60), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })),
      async ([example, steps, sides]) => {
        const network = await populate(example)
        await watch(network, steps)
        network.partition([
          network.names.filter((_, index) => sides[index]),
          network.names.filter((_, index) => !sides[index]),
        ])
        await watch(network, 100)
        network.heal()
        await watch(network, 100)
        await end(network)
      },
    )
  })

  it('if all of this happens at once, and nodes are killed and restarted', async () => {
    const failure = fc.oneof(
      fc.record({ what: fc.constant('loss' as const), chance: percent(0, 70) }),
      fc.record({
        what: fc.constantFrom('kill' as const, 'restart' as const, 'stop' as const, 'isolate' as const),
        which: fc.nat(4),
      }),
      fc.record({ what: fc.constantFrom('heal' as const, 'enqueue' as const) }),
    )
    await check(
      fc.tuple(rough, fc.array(failure, { minLength: 1, maxLength: 8 })),
      async ([example, failures]) => {
        const network = await populate(example)
        const stopped = new Set<object>()
        for (const [index, now] of failures.entries()) {
          const name = 'which' in now ? `node-${1 + (now.which % example.nodes)}` : 'node-1'
          if (now.what === 'loss') network.memoryNetwork.conditions.loss = now.chance
          if (now.what === 'kill') network.kill(name)
          if (now.what === 'restart') await network.restart(name)
          if (now.what === 'stop' && network.nodes.includes(network.node(name))) {
            await network.complete(network.node(name).stop(), '1m')
            stopped.add(network.node(name))
          }
          if (now.what === 'isolate') network.partition([[name]])
          if (now.what === 'heal') network.heal()
          const running = network.nodes.find((node) => !stopped.has(node))
          if (now.what === 'enqueue') running?.enqueue(`extra ${index}`)
          network.assertConserved()
          await watch(network, 60)
        }
        await end(network)
      },
      40,
    )
  })
})

describe('a message', () => {
  it('stays in the queue while there is no peer', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      topology: 'none',
      options: { sendrate: 100 },
    })
    network.node('a').enqueue('x')
    await network.advance('2h')
    expect(network.locate('x')).toMatchObject({ queued: ['a'], copies: 1 })
  })

  it('stays while all peers are down, and moves on when one is back', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b', 'c'], options: { sendrate: 10 } })
    network.kill('b')
    network.kill('c')
    network.node('a').enqueue('x')
    await network.advance('2h')
    network.assertInOnePlace('x')
    await network.restart('c')
    await network.advance('5m')
    network.assertInOnePlace('x')
    expect(network.coverage('x')).toContain('c')
  })

  it('is sent to other peers if some are killed', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b', 'c', 'd', 'e'], options: { sendrate: 10 } })
    await network.advance('1m')
    network.kill('b')
    network.kill('c')
    for (let index = 0; index < 10; index++) network.node('a').enqueue(`message ${index}`)
    await network.advance('10m')
    for (let index = 0; index < 10; index++) {
      network.assertInOnePlace(`message ${index}`)
      expect([...network.coverage(`message ${index}`)].sort()).toEqual(['a', 'd', 'e'])
    }
  })

  it('is queued once if its transfer is repeated, and answered 200 each time', async () => {
    await using network = await createNetwork({ nodes: ['a'], topology: 'none' })
    const sender = network.memoryNetwork.transport({ hostname: 'repeater', capabilities: '1' })
    const body = JSON.stringify({ message: 'x', type: 'message', sender: { hostname: 'repeater', port: 1 } })
    const to = { hostname: 'a', port: 8080, secondHand: false }
    for (let count = 0; count < 5; count++) {
      expect((await network.complete(sender.send(to, { body, transfer: 'run.1' }))).status).toBe(200)
    }
    expect(network.node('a').statistics().received).toBe(1)
    // Another transfer of the same message is another message.
    expect((await network.complete(sender.send(to, { body, transfer: 'run.2' }))).status).toBe(200)
    expect(network.node('a').statistics().received).toBe(2)
  })

  it('is not lost because another peer uses the names of transfers that it has learned', async () => {
    const options = (name: string) => (name === 'b' ? { sendrate: 0 } : {})
    await using network = await createNetwork({ nodes: ['a', 'b'], topology: 'none', options })
    const node = network.node('a')
    const spy = network.memoryNetwork.transport({ hostname: 'spy', capabilities: '1' })
    const seen: string[] = []
    await spy.listen({ host: 'spy', port: 1 }, ({ transfer }) => {
      if (transfer !== undefined) seen.push(transfer)
      return { status: 200 }
    })
    expect(await network.complete(node.announce('spy', 1))).toBe(true)
    for (let count = 0; count < 5; count++) node.enqueue({ count })
    await network.advance('30s')
    const [prefix] = seen.at(-1)?.split('.') ?? []
    expect(seen).toHaveLength(5)
    const body = JSON.stringify({ message: 'junk', type: 'message', sender: { hostname: 'a', port: 8080 } })
    const to = { hostname: 'b', port: 8080, secondHand: false }
    for (let number = 0; number < 20; number++) {
      const transfer = `${prefix}.${number.toString(36)}`
      expect((await network.complete(spy.send(to, { body, transfer }))).status).toBe(200)
    }
    node.ignore('spy', 1)
    expect(await network.complete(node.announce('b', 8080))).toBe(true)
    node.enqueue('precious')
    await network.advance('30s')
    network.assertInOnePlace('precious')
    expect([...network.coverage('precious')]).toContain('b')
  })

  it('has another name of its transfer at each peer, and the same one when it is sent there again', async () => {
    await using network = await createNetwork({ nodes: ['a'], topology: 'none' })
    const names: Record<string, string[]> = { x: [], y: [] }
    for (const hostname of Object.keys(names)) {
      const peer = network.memoryNetwork.transport({ hostname, capabilities: '1' })
      await peer.listen({ host: hostname, port: 1 }, ({ transfer }) => {
        if (transfer === undefined) return { status: 200 }
        names[hostname]?.push(transfer)
        return { status: 503 }
      })
      await network.complete(network.node('a').announce(hostname, 1))
    }
    network.node('a').enqueue('x')
    await network.advance('5m')
    const distinct = Object.values(names).map((list) => new Set(list))
    expect(distinct.map(({ size }) => size)).toEqual([1, 1])
    expect(new Set(distinct.flatMap((list) => [...list])).size).toBe(2)
  })

  it('is not duplicated by a lost acceptance if it is sent to the same peer again', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      options: (name) => ({ sendrate: name === 'a' ? 1 : 0 }),
    })
    // The peers learn the capabilities of each other.
    await network.complete(network.node('a').announce('b', 8080))
    network.memoryNetwork.conditions.loss = { answers: 1 }
    network.node('a').enqueue('x')
    await network.advance('11s')
    expect(network.locate('x').copies).toBe(2)
    network.memoryNetwork.conditions.loss = 0
    await network.advance('1m')
    expect(network.locate('x')).toMatchObject({ queued: ['b'], copies: 1 })
  })
})
