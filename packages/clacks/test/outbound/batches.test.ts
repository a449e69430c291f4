import { afterEach, describe, expect, it } from 'vitest'
import { hold } from '../../src/hooks/verdict.js'
import type { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { QueuedText, QueueStore } from '../../src/queue/queue-store.js'
import type { InboundRequest, Reply } from '../../src/transport/transport.js'
import { BATCH_TYPE } from '../../src/wire/batch.js'
import { CAPABILITIES } from '../../src/wire/capabilities.js'
import { memoryNodes } from '../node/memory-nodes.js'

const PEER = { hostname: 'peer', port: 80 }
const ALL_AT_ONCE = { sendrate: Number.POSITIVE_INFINITY }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A request with messages, as a peer sees it. */
interface Seen {
  readonly messages: readonly unknown[]
  readonly transfer: string | undefined
  readonly isBatch: boolean
  /** Seconds that the queue of the sender takes, as it says. */
  readonly waiting: number | undefined
}

function seenIn({ body, contentType, transfer }: InboundRequest): Seen {
  const text = body.toString()
  if (contentType !== BATCH_TYPE) {
    const { message, waiting } = JSON.parse(text)
    return { messages: [message], transfer, isBatch: false, waiting }
  }
  const [envelope = '', ...lines] = text.trimEnd().split('\n')
  const messages = lines.map((line): unknown => JSON.parse(line))
  const { transfer: names, waiting } = JSON.parse(envelope)
  return { messages, transfer: names, isBatch: true, waiting }
}

/** A node whose only peer answers as a test says, and keeps what it saw. */
async function withPeer(
  options: ClacksOptions = {},
  answer: (seen: Seen) => Reply | Promise<Reply> = () => ({ status: 200 }),
  capabilities: string | null = CAPABILITIES,
) {
  const nodes = memoryNodes()
  const { clock, network, start, end } = nodes
  ends.push(end)
  const seen: Seen[] = []
  const transport = network.transport({
    hostname: PEER.hostname,
    key: 'peer',
    ...(capabilities !== null && { capabilities }),
  })
  await transport.listen({ host: PEER.hostname, port: PEER.port }, (request) => {
    if (request.body.includes('"type":"announce"')) return { status: 200 }
    const one = seenIn(request)
    seen.push(one)
    return answer(one)
  })
  const node = await start('self', { ...ALL_AT_ONCE, ...options })
  await clock.complete(node.announce(PEER.hostname, PEER.port))
  const enqueue = (...messages: readonly unknown[]): void => {
    for (const message of messages) node.enqueue(message)
  }
  const sizes = () => seen.map(({ messages }) => messages.length)
  return { ...nodes, node, transport, seen, sizes, enqueue }
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
const rest = (node: Clacks) => [...node.peek(), ...node.inFlightMessages()]

describe('messages that are ready in one turn', () => {
  it('go in one request, in their order', async () => {
    const { clock, node, seen, enqueue } = await withPeer()
    enqueue(1, 2, 3)
    await clock.advance('1s')
    expect(seen).toMatchObject([{ messages: [1, 2, 3], isBatch: true }])
    expect([node.statistics().sent, rest(node)]).toEqual([3, []])
  })

  it('do not count for how long the queue takes, as their request says it', async () => {
    const one = await withPeer({ sendrate: 1 })
    one.enqueue(...numbers(60))
    await one.clock.advance('1500ms')
    expect(one.seen.map(({ waiting }) => waiting)).toEqual([59, 58])
    const many = await withPeer({ sendrate: 100, limits: { batchMessages: 5 } })
    many.enqueue(...numbers(2_005))
    await many.clock.advance('15ms')
    expect(many.seen[0]).toMatchObject({ messages: [1, 2, 3, 4, 5], waiting: 20 })
  })

  it('are not waited for: one alone goes in the plain form', async () => {
    const { clock, seen, enqueue } = await withPeer()
    enqueue(1)
    await clock.advance('1s')
    enqueue(2)
    await clock.advance('1s')
    expect(seen).toMatchObject([
      { messages: [1], isBatch: false },
      { messages: [2], isBatch: false },
    ])
  })

  it('are at most limits.batchMessages, and more requests go at the same time', async () => {
    const { clock, enqueue, sizes } = await withPeer({ limits: { batchMessages: 10 } })
    enqueue(...numbers(25))
    await clock.advance('15ms')
    expect(sizes()).toEqual([10, 10, 5])
  })

  it('are at most as many as fit in limits.bodyBytes', async () => {
    const { clock, enqueue, sizes } = await withPeer({ limits: { bodyBytes: 10_000 } })
    enqueue(...numbers(5).map((n) => `${n}`.repeat(3_000)))
    await clock.advance('15ms')
    expect(sizes()).toEqual([2, 2, 1])
  })

  it('go one by one where batches are turned off', async () => {
    const { clock, enqueue, sizes } = await withPeer({ limits: { batchMessages: 1 } })
    enqueue(1, 2)
    await clock.advance('1s')
    expect(sizes()).toEqual([1, 1])
  })

  it.each(['1', null])('go one by one to a peer with the capabilities %s', async (caps) => {
    const nodes = await withPeer({}, undefined, caps)
    nodes.enqueue('one', 'two')
    await nodes.clock.advance('1s')
    expect(nodes.seen).toMatchObject([{ isBatch: false }, { isBatch: false }])
  })

  it('are those that the sendrate allows', async () => {
    const { clock, enqueue, sizes } = await withPeer({ sendrate: 1 })
    enqueue(1, 2, 3)
    await clock.advance('10s')
    expect(sizes()).toEqual([1, 1, 1])
  })

  it('wait in the queue while limits.inFlight requests are not answered', async () => {
    const limits = { batchMessages: 2, inFlight: 2 }
    const { clock, enqueue, sizes, node } = await withPeer({ limits })
    enqueue(...numbers(9))
    await clock.advance('15ms')
    expect([sizes(), node.statistics().queued]).toEqual([[2, 2], 5])
    await clock.advance('1s')
    expect([sizes(), node.statistics().queued]).toEqual([[2, 2, 2, 2, 1], 0])
  })

  it('of the taps of `beforeSend`, too, each with its own changes', async () => {
    const { clock, node, seen, enqueue } = await withPeer()
    node.hooks.beforeSend.tap('change', (departure) => {
      if (departure.message === 2) departure.message = 'two'
      return departure.message === 3 ? hold() : undefined
    })
    enqueue(1, 2, 3, 4)
    await clock.advance('20ms')
    expect(seen).toMatchObject([{ messages: [1, 'two', 4], isBatch: true }])
    expect(node.peek()).toEqual([3])
  })

  it('include those whose taps returned promises that end together', async () => {
    const { clock, node, seen, enqueue } = await withPeer()
    let done = (): void => {}
    const together = new Promise<void>((resolve) => {
      done = resolve
    })
    node.hooks.beforeSend.tapPromise('wait', async () => {
      await together
      return undefined
    })
    enqueue(1, 2)
    await clock.advance('1s')
    expect(seen).toEqual([])
    done()
    await clock.advance('1s')
    expect(seen.flatMap(({ messages }) => messages)).toEqual([1, 2])
  })
})

describe('the answer to a batch', () => {
  it('may refuse some of its messages: they stay, with the meaning of their status', async () => {
    const refused = [
      { at: 1, status: 422, reason: 'no\u0007' },
      { at: 2, status: 503, retryAfter: 1 },
    ]
    const { clock, node, seen, enqueue } = await withPeer({}, ({ messages }) =>
      messages.length === 1 ? { status: 200 } : { status: 200, body: JSON.stringify({ refused }) },
    )
    const failed: unknown[] = []
    node.hooks.sendFailed.tap(
      'keep',
      ({ message, status, reason }) => void failed.push([message, status, reason]),
    )
    enqueue(1, 2, 3, 4)
    await clock.advance('100ms')
    expect(failed).toEqual([
      [2, 422, 'the peer answered 422: no\\u0007'],
      [3, 503, 'the peer answered 503'],
    ])
    expect([node.statistics().sent, rest(node).toSorted()]).toEqual([2, [2, 3]])
    // It rests for a second, and the refused message is kept from it for a minute.
    await clock.advance('3s')
    expect([seen.map(({ messages }) => messages), rest(node)]).toEqual([[[1, 2, 3, 4], [3]], [2]])
    await clock.advance('70s')
    expect(rest(node)).toEqual([])
  })

  it.each([
    [
      'place',
      [
        { at: 7, status: 422 },
        { at: -1, status: 422 },
        { at: 0.5, status: 422 },
        { at: '1', status: 422 },
      ],
    ],
    ['status', [{ at: 0, status: 200 }, { at: 1, status: 'no' }, { at: 1 }]],
    ['form', [null, 1, 'x', []]],
  ])('counts for no message where it names no valid %s', async (_, refused) => {
    const { clock, node, enqueue } = await withPeer({}, () => ({
      status: 200,
      body: JSON.stringify({ refused }),
    }))
    enqueue(1, 2)
    await clock.advance('1s')
    expect([node.statistics().sent, rest(node)]).toEqual([2, []])
  })

  it.each(['{"refused":[', '[]', '"x"', '{"refused":{}}'])(
    'that cannot be understood, %s, is a failure: all messages stay',
    async (body) => {
      const { clock, node, enqueue } = await withPeer({}, ({ isBatch }) => ({
        status: 200,
        ...(isBatch && { body }),
      }))
      enqueue(1, 2)
      await clock.advance('100ms')
      expect([node.statistics().failed, rest(node)]).toEqual([2, [1, 2]])
    },
  )

  it('413 means smaller ones: in the end all arrive, once', async () => {
    const { clock, node, sizes, seen, enqueue } = await withPeer({}, ({ messages }) => ({
      status: messages.length > 3 ? 413 : 200,
    }))
    enqueue(...numbers(20))
    await clock.advance('10s')
    const taken = seen.filter(({ messages }) => messages.length <= 3).flatMap(({ messages }) => messages)
    expect(taken.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers(20))
    expect([sizes().slice(0, 2), rest(node)]).toEqual([[20, 10], []])
  })

  it.each([400, 415])('%s means one by one: the peer knows no batches', async (status) => {
    const { clock, node, sizes, enqueue } = await withPeer({}, ({ isBatch }) => ({
      status: isBatch ? status : 200,
    }))
    enqueue(1, 2, 3)
    await clock.advance('10s')
    expect([sizes(), rest(node)]).toEqual([[3, 1, 1, 1], []])
    enqueue(4, 5)
    await clock.advance('1s')
    expect(sizes().slice(4)).toEqual([1, 1])
  })

  it.each([200, 400, 500])(
    '%s of an older program, which took its place, accepts nothing: it gets them one by one',
    async (status) => {
      const { clock, network, node, transport, enqueue } = await withPeer()
      await transport.close()
      const older = network.transport({ hostname: PEER.hostname, key: 'peer', legacy: true })
      const got: Seen[] = []
      await older.listen({ host: PEER.hostname, port: PEER.port }, (request) => {
        const seen = seenIn(request)
        got.push(seen)
        return { status: seen.isBatch ? status : 200 }
      })
      enqueue('one', 'two')
      await clock.advance('5s')
      expect(got.map(({ messages, transfer }) => [messages, transfer])).toEqual([
        [['one', 'two'], expect.any(String)],
        [['one'], undefined],
        [['two'], undefined],
      ])
      expect([node.statistics().sent, rest(node)]).toEqual([2, []])
    },
  )

  it('503 leaves all messages in the queue, and the peer rests', async () => {
    let isFull = true
    const { clock, node, sizes, enqueue } = await withPeer({}, () =>
      isFull ? { status: 503, retryAfter: 2 } : { status: 200 },
    )
    enqueue(1, 2)
    await clock.advance('1s')
    isFull = false
    expect([sizes(), rest(node)]).toEqual([[2], [1, 2]])
    await clock.advance('3s')
    expect([sizes(), rest(node)]).toEqual([[2, 2], []])
  })
})

describe('the transfers of a batch', () => {
  it('have names that are different for each batch, and those of the single form', async () => {
    let fails = true
    const { clock, node, seen, enqueue } = await withPeer({}, () => ({ status: fails ? 503 : 200 }))
    enqueue(1)
    await clock.advance('100ms')
    enqueue(2)
    fails = false
    await clock.advance('5s')
    const [alone, together] = seen
    const [prefix = '', number = ''] = alone?.transfer?.split('.') ?? []
    expect(together).toMatchObject({ messages: [1, 2], isBatch: true })
    expect(together?.transfer?.startsWith(`${prefix}:${number},`)).toBe(true)
    enqueue(3, 4)
    await clock.advance('1s')
    expect(new Set(seen.map(({ transfer }) => transfer)).size).toBe(3)
    expect(rest(node)).toEqual([])
  })

  it('are recognised when the answer was lost, whatever is sent with them', async () => {
    const nodes = memoryNodes()
    const { clock, network, start, end } = nodes
    ends.push(end)
    const sender = await start('sender', ALL_AT_ONCE)
    const receiver = await start('receiver', { sendrate: 0 })
    await clock.complete(sender.announce('receiver', 80))
    network.conditions.loss = { answers: 1 }
    for (const message of [1, 2, 3]) sender.enqueue(message)
    await clock.advance('11s')
    expect([receiver.peek(), rest(sender)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    network.conditions.loss = 0
    sender.enqueue(4)
    await clock.advance('1m')
    expect([receiver.peek(), rest(sender)]).toEqual([[1, 2, 3, 4], []])
  })

  it('are recognised after a restart, and those of both runs go in requests of their own', async () => {
    const { clock, network, start, end } = memoryNodes()
    ends.push(end)
    const stored: QueuedText[] = []
    const store: QueueStore = {
      place: 'a test',
      restore: () => ({ messages: [...stored], peers: [], left: [] }),
      write: async () => {},
      writeSoon: (messages) => {
        for (const { transfer, json, bytes, sender } of messages)
          stored.push({ transfer, json, bytes, sender })
      },
      leave: () => {},
      remove: () => {},
      pins: { load: () => ({}), save: () => {} },
    }
    const keeps = definePlugin({ name: 'keeps', setup: (ctx) => ctx.useQueueStore(store) })
    const sender = () => ({
      ...ALL_AT_ONCE,
      limits: { drainMs: 1 },
      peers: ['receiver:80'],
      plugins: [keeps()],
      transport: network.transport({
        hostname: 'sender',
        capabilities: CAPABILITIES,
        key: 'sender',
        remoteAddress: '192.0.2.1',
      }),
    })
    const receiver = await start('receiver', { sendrate: 0 })
    const before = await start('sender', sender())
    await clock.complete(before.announce('receiver', 80))
    network.conditions.loss = { answers: 1 }
    for (const message of [1, 2, 3]) before.enqueue(message)
    await clock.advance('1s')
    expect(receiver.peek()).toEqual([1, 2, 3])
    await clock.complete(before.stop())
    network.conditions.loss = 0
    const after = await start('sender', sender())
    after.enqueue(4)
    await clock.advance('1m')
    expect([receiver.peek(), rest(after)]).toEqual([[1, 2, 3, 4], []])
  })
})
