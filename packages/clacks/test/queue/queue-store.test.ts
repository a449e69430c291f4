import { describe, expect, it, onTestFinished } from 'vitest'
import { drop, hold, split } from '../../src/hooks/verdict.js'
import { createLog } from '../../src/log.js'
import { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import type { StoredPeer } from '../../src/peers/snapshots.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { QueuedText, QueueStore, StoredState } from '../../src/queue/queue-store.js'
import { RecordingLog } from '../../src/testing/recording-log.js'
import type {
  Answer,
  OutboundRequest,
  Reply,
  RequestHandler,
  Transport,
} from '../../src/transport/transport.js'

/** A store that records its calls. */
class Notebook implements QueueStore {
  readonly place = 'the notebook'
  readonly lines: string[] = []
  #pins: Readonly<Record<string, string>> = {}
  readonly pins = {
    load: () => this.#pins,
    save: (pins: Readonly<Record<string, string>>) => {
      this.#pins = pins
    },
  }
  kept: StoredState = { messages: [], peers: [], left: [] }
  peers: () => readonly StoredPeer[] = () => []
  /** Decides the result of each `write`. */
  writing: () => Promise<void> = async () => {}

  restore(peers: () => readonly StoredPeer[]): StoredState {
    this.peers = peers
    this.lines.push('restore')
    return this.kept
  }
  write(messages: readonly QueuedText[]): Promise<void> {
    this.lines.push(`write ${textsOf(messages)}`)
    return this.writing()
  }
  writeSoon(messages: readonly QueuedText[]): void {
    this.lines.push(`write soon ${textsOf(messages)}`)
  }
  leave(transfer: string): void {
    this.lines.push(`leave ${transfer}`)
  }
  remove(transfer: string): void {
    this.lines.push(`remove ${transfer}`)
  }
}

const textsOf = (messages: readonly QueuedText[]) => messages.map(({ json }) => json).join(' ')
const text = (transfer: string, message: string): QueuedText => {
  const json = JSON.stringify(message)
  return { transfer, json, bytes: json.length, sender: undefined }
}
const keeps = (store: QueueStore, id = 'keeps') =>
  definePlugin({ name: 'keeps', setup: (ctx) => ctx.useQueueStore(store) })(undefined, { id })

/** A node with a transport that the test drives. */
async function nodeWith(options: ClacksOptions) {
  let handler: RequestHandler = () => ({ status: 500 })
  const requests: OutboundRequest[] = []
  let answer: (request: OutboundRequest) => Promise<Answer> = () => new Promise(() => {})
  const events: string[] = []
  const transport: Transport = {
    fingerprint: undefined,
    pinnedKey: () => undefined,
    listen: async ({ host, port }, given) => {
      events.push('listen')
      handler = given
      return { host, port }
    },
    send: (_, request) => {
      requests.push(request)
      return answer(request)
    },
    close: async () => {},
  }
  const log = createLog('silent')
  const limits = { drainMs: 1, ...options.limits }
  const node = new Clacks({ hostname: 'self', port: 1, idleAnnounce: 0, log, transport, ...options, limits })
  onTestFinished(() => node.stop())
  await node.start()
  const receive = async (message: unknown, transfer = 't'): Promise<Reply> =>
    handler({
      body: Buffer.from(JSON.stringify({ message, type: 'message', sender: { hostname: 'tower', port: 1 } })),
      caps: '1',
      transfer,
      remoteAddress: '192.0.2.1',
      key: undefined,
    })
  const answerWith = (status: number) => {
    answer = async () => ({ status, caps: '1', retryAfter: undefined, body: '' })
  }
  return { node, receive, requests, answerWith, events }
}

/** A promise and the function that resolves it. */
function later(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

describe('a node with a queue store', () => {
  it('answers 200 and queues the message only when it is stored', async () => {
    const notebook = new Notebook()
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    const disk = later()
    notebook.writing = () => disk.promise
    const reply = receive('one')
    await expect(receive('one')).resolves.toMatchObject({ status: 503 })
    expect(node.peek()).toEqual([])
    disk.resolve()
    await expect(reply).resolves.toEqual({ status: 200 })
    expect(node.peek()).toEqual(['one'])
    await expect(receive('one')).resolves.toEqual({ status: 200 })
    expect(notebook.lines).toEqual(['restore', 'write "one"'])
  })

  it('answers 503 while it cannot store the message, and accepts it later', async () => {
    const notebook = new Notebook()
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    notebook.writing = () => Promise.reject(new Error('the disk is full'))
    await expect(receive('one')).resolves.toMatchObject({ status: 503 })
    expect([node.peek(), node.statistics()]).toMatchObject([[], { received: 0, refused: 1, queuedBytes: 0 }])
    notebook.writing = async () => {}
    await expect(receive('one')).resolves.toEqual({ status: 200 })
    expect(node.peek()).toEqual(['one'])
  })

  it('reserves room for messages that are being stored', async () => {
    const notebook = new Notebook()
    const limits = { queueMessages: 1 }
    const { receive } = await nodeWith({ sendrate: 0, limits, plugins: [keeps(notebook)] })
    const disk = later()
    notebook.writing = () => disk.promise
    const first = receive('one', '1')
    await expect(receive('two', '2')).resolves.toMatchObject({ status: 503 })
    disk.resolve()
    await expect(first).resolves.toEqual({ status: 200 })
  })

  it('stores the parts of a split message together, after the taps', async () => {
    const notebook = new Notebook()
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    node.hooks.received.tap('test', ({ message }) =>
      message === 'ab' ? split(['a', 'b']) : drop('unwanted'),
    )
    await receive('ab', '1')
    await receive('no', '2')
    expect(notebook.lines).toEqual(['restore', 'write "a" "b"'])
    expect(node.peek()).toEqual(['a', 'b'])
  })

  it('stores enqueued messages, or refuses them', async () => {
    const notebook = new Notebook()
    const { node } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    node.enqueue('one')
    expect(notebook.lines).toEqual(['restore', 'write soon "one"'])
    notebook.writeSoon = () => {
      throw new Error('the disk is full')
    }
    expect(() => node.enqueue('two')).toThrow('the disk is full')
    expect(node.peek()).toEqual(['one'])
  })

  it('removes messages that were sent, by the identifier they were stored under', async () => {
    const notebook = new Notebook()
    const kept = (transfer: string): QueuedText => ({ transfer, json: '"same"', bytes: 6, sender: undefined })
    notebook.kept = { messages: [kept('x.1'), kept('x.2')], peers: [], left: [] }
    const { node, requests, answerWith } = await nodeWith({
      sendrate: Number.POSITIVE_INFINITY,
      plugins: [keeps(notebook)],
    })
    const left = later()
    node.hooks.sent.tap('test', () => {
      if (node.isEmpty()) left.resolve()
    })
    answerWith(200)
    node.addPeer('tower', 1)
    await left.promise
    expect(requests.length).toBeGreaterThanOrEqual(2)
    expect(notebook.lines.sort()).toEqual(['remove x.1', 'remove x.2', 'restore'])
  })

  it('removes messages that a tap of beforeSend drops, but none that return to the queue', async () => {
    const notebook = new Notebook()
    const messages = [{ transfer: 'x.1', json: '"drop"', bytes: 6, sender: undefined }]
    notebook.kept = { messages, peers: [], left: [] }
    const { node, answerWith } = await nodeWith({
      sendrate: Number.POSITIVE_INFINITY,
      plugins: [keeps(notebook)],
    })
    answerWith(422)
    const dropped = later()
    let asked = 0
    node.hooks.beforeSend.tap('test', () => (asked++ === 0 ? undefined : drop('enough')))
    node.hooks.discarded.tap('test', () => dropped.resolve())
    node.hooks.sendFailed.tap('test', () => {
      expect(notebook.lines).toEqual(['restore'])
      node.addPeer('other', 1)
    })
    node.addPeer('tower', 1)
    await dropped.promise
    expect(notebook.lines).toEqual(['restore', 'remove x.1'])
  })

  it('restores messages and peers before it listens', async () => {
    const notebook = new Notebook()
    const peer: StoredPeer = {
      hostname: 'tower.example',
      port: 1,
      status: 'lost',
      time: 7,
      secondHand: true,
      learnedFrom: 's',
      host: 'o',
      reachable: true,
    }
    notebook.kept = {
      messages: [{ transfer: 'x.1', json: '1', bytes: 1, sender: undefined }],
      peers: [peer],
      left: [],
    }
    const { node, events } = await nodeWith({
      sendrate: 0,
      limits: { queueMessages: 1 },
      plugins: [keeps(notebook)],
    })
    expect([...notebook.lines, ...events]).toEqual(['restore', 'listen'])
    expect(node.peek()).toEqual([1])
    expect(Object.values(node.getPeers().lost)).toMatchObject([
      { hostname: 'tower.example', port: 1, time: 7 },
    ])
    expect(notebook.peers()).toEqual([peer])
    expect(() => node.enqueue('too much')).toThrow(/holds up to 1 messages/)
  })

  it('counts restored messages for the network range of their sender, not for its ports', async () => {
    const notebook = new Notebook()
    const reached = {
      ...({ status: 'alive', time: 7, secondHand: true, learnedFrom: 's', reachable: true } as const),
      ...{ hostname: 'a.example', port: 1, host: '192.0.2.1' },
    }
    const senders = [
      reached,
      ...Array.from({ length: 500 }, (_, port) => ({ hostname: 'b.example', port: port + 1 })),
    ]
    notebook.kept = {
      messages: senders.map((sender, at) => ({ transfer: `x.${at}`, json: '1', bytes: 1, sender })),
      peers: [reached],
      left: [],
    }
    const limits = { queueMessages: 1_000 }
    const { receive } = await nodeWith({ sendrate: 0, limits, plugins: [keeps(notebook)] })
    // Two ranges have something in the queue, one of them what the receiver counts for: half
    // of what is free, divided by two. With 501 holders it would get nothing.
    const statuses = []
    for (let count = 0; count < 200; count++) statuses.push((await receive('x', `t.${count}`)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(166)
  })

  it('tells `queued` of restored and of early messages, once the node has started', async () => {
    const notebook = new Notebook()
    const sender = { hostname: 'tower', port: 1 }
    const stored = (transfer: string, json: string) => ({
      transfer,
      json,
      bytes: json.length,
      sender: undefined,
    })
    notebook.kept = {
      messages: [stored('x.1', '"old"'), { ...stored('x.2', '"from a peer"'), sender }],
      peers: [],
      left: [],
    }
    const seen: unknown[] = []
    const watches = definePlugin({
      name: 'watches',
      setup(ctx) {
        ctx.node.enqueue('in setup')
        ctx.hooks.queued.tap((message, origin, from) => {
          seen.push([message, origin, from?.hostname, ctx.node.address.port])
        })
      },
    })
    const { node } = await nodeWith({ sendrate: 0, plugins: [watches(), keeps(notebook)] })
    node.enqueue('new')
    expect(seen).toEqual([
      ['in setup', 'enqueued', undefined, 1],
      ['old', 'restored', undefined, 1],
      ['from a peer', 'restored', 'tower', 1],
      ['new', 'enqueued', undefined, 1],
    ])
    expect(notebook.lines).toEqual(['restore', 'write "in setup"', 'write soon "new"'])
  })

  it('can get one while it runs: queued messages are stored, and stored messages queued', async () => {
    const notebook = new Notebook()
    notebook.kept = { messages: [text('x.1', 'old')], peers: [], left: [] }
    const { node } = await nodeWith({ sendrate: 0 })
    const restored: unknown[] = []
    node.hooks.queued.tap('test', (message, origin) => {
      if (origin === 'restored') restored.push(message)
    })
    node.enqueue('new')
    await node.reconfigure({ use: [keeps(notebook)] })
    await node.use(definePlugin({ name: 'other', setup: () => {} })())
    expect(notebook.lines).toEqual(['restore', 'write "new"'])
    expect(node.peek()).toEqual(['new', 'old'])
    expect(restored).toEqual(['old'])
  })

  it('keeps the one it has if the queue cannot be stored in another', async () => {
    const [first, second] = [new Notebook(), new Notebook()]
    const { node } = await nodeWith({ sendrate: 0, plugins: [keeps(first)] })
    node.enqueue('one')
    second.writing = () => Promise.reject(new Error('the disk is full'))
    await expect(node.use(keeps(second))).rejects.toMatchObject({ code: 'ERR_CLACKS_NOT_STORED' })
    node.enqueue('two')
    expect(first.lines).toEqual(['restore', 'write soon "one"', 'write soon "two"'])
  })

  it('moves the queue: the second store has all messages before the first one lets go', async () => {
    const [first, second] = [new Notebook(), new Notebook()]
    first.pins.save({ 'tower:1': 'key' })
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(first)] })
    await receive('one', '1')
    const disk = later()
    const begun = later()
    second.writing = () => {
      begun.resolve()
      return disk.promise
    }
    const moved = node.use(keeps(second))
    await begun.promise
    expect(first.lines).toEqual(['restore', 'write "one"'])
    const during = receive('two', '2')
    expect(first.lines.at(-1)).toBe('write "two"')
    disk.resolve()
    await Promise.all([moved, during])
    expect(second.lines).toEqual(['restore', 'write "one"', 'write "two"'])
    expect(first.lines.slice(3).every((line) => line.startsWith('remove'))).toBe(true)
    expect(first.lines).toHaveLength(5)
    expect(second.pins.load()).toEqual({ 'tower:1': 'key' })
    await receive('three', '3')
    expect(second.lines.at(-1)).toBe('write "three"')
    expect(node.peek()).toEqual(['one', 'two', 'three'])
  })

  it('stores a message in the second one too if it was being stored when the queue was moved', async () => {
    const [first, second] = [new Notebook(), new Notebook()]
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(first)] })
    const disk = later()
    first.writing = () => disk.promise
    const reply = receive('one')
    await node.use(keeps(second))
    expect(second.lines).toEqual(['restore'])
    disk.resolve()
    await expect(reply).resolves.toEqual({ status: 200 })
    expect(second.lines).toEqual(['restore', 'write "one"'])
    expect(first.lines.slice(2)).toEqual([expect.stringMatching(/^remove /)])
    expect(node.peek()).toEqual(['one'])
  })

  it('keeps the same one if its plugin is replaced, and warns before it is removed', async () => {
    const notebook = new Notebook()
    const log = new RecordingLog()
    const { node, receive } = await nodeWith({ sendrate: 0, log, plugins: [keeps(notebook)] })
    await node.use(keeps(notebook))
    await receive('one', '1')
    await node.remove('keeps')
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn: .* in memory only, with 1 message, .* A copy remains in the notebook:/),
    ])
    await receive('two', '2')
    expect(notebook.lines).toEqual(['restore', 'write "one"'])
    expect(node.peek()).toEqual(['one', 'two'])
  })

  it('queues nothing twice, and nothing that was sent meanwhile, if one is used again', async () => {
    const notebook = new Notebook()
    notebook.kept = { messages: [text('x.1', 'sent'), text('x.2', 'stays')], peers: [], left: [] }
    const { node, answerWith } = await nodeWith({
      sendrate: Number.POSITIVE_INFINITY,
      plugins: [keeps(notebook)],
    })
    await node.remove('keeps')
    const sent = later()
    node.hooks.beforeSend.tap('test', ({ message }) => (message === 'stays' ? hold('it stays') : undefined))
    node.hooks.sent.tap('test', () => sent.resolve())
    answerWith(200)
    node.addPeer('tower', 1)
    await sent.promise
    await node.use(keeps(notebook))
    expect(node.peek()).toEqual(['stays'])
    expect(notebook.lines).toEqual(['restore', 'restore', 'write "stays"', 'remove x.1'])
  })

  it('refuses a second one', async () => {
    const { node } = await nodeWith({ sendrate: 0, plugins: [keeps(new Notebook())] })
    await expect(node.use(keeps(new Notebook(), 'second'))).rejects.toThrow(/one queue store at a time/)
  })

  it('says when it stops what becomes of its queue, and takes no message afterwards', async () => {
    const log = new RecordingLog()
    const { node } = await nodeWith({ sendrate: 0, log })
    node.enqueue('one')
    await node.stop()
    const { node: stores } = await nodeWith({ sendrate: 0, log, plugins: [keeps(new Notebook())] })
    stores.enqueue('two')
    await stores.stop()
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn: 1 message lost: the queue is in memory only\./),
      'info: 1 message in the notebook, for the next start.',
    ])
    expect(() => stores.enqueue('three')).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_STATE' }))
  })
})

describe('a node with a queue store and a plugin that records messages', () => {
  /** A plugin that records when the test says so. */
  function recorder() {
    const recovered: unknown[] = []
    const asked: (() => void)[] = []
    const plugin = definePlugin({
      name: 'records',
      setup: (ctx) =>
        ctx.recordMessages({
          recorded: () => new Promise<void>((resolve) => asked.push(resolve)),
          recover: (messages) => recovered.push(...messages.map(({ message }) => message)),
        }),
    })()
    return { plugin, recovered, asked }
  }

  it('removes a message from the store when it is recorded', async () => {
    const notebook = new Notebook()
    const { plugin, asked } = recorder()
    const sendrate = Number.POSITIVE_INFINITY
    const { node, answerWith } = await nodeWith({ sendrate, plugins: [keeps(notebook), plugin] })
    answerWith(200)
    const sent = later()
    let count = 0
    node.hooks.sent.tap('test', () => {
      if (++count === 3) sent.resolve()
    })
    for (const message of ['one', 'two', 'three']) node.enqueue(message)
    notebook.lines.splice(0)
    node.addPeer('tower', 1)
    await sent.promise
    const names = notebook.lines.map((line) => line.replace('leave ', ''))
    expect(notebook.lines).toEqual(names.map((name) => `leave ${name}`))
    // One question for the first, and one for those that came meanwhile.
    for (const answers of [1, 2]) {
      expect(asked).toHaveLength(answers)
      asked.at(-1)?.()
      await new Promise((resume) => setImmediate(resume))
    }
    expect(asked).toHaveLength(2)
    expect(notebook.lines.slice(3)).toEqual(names.map((name) => `remove ${name}`))
  })

  it('keeps a message in the store if the recorder throws, and asks it again for the next', async () => {
    const notebook = new Notebook()
    let calls = 0
    const asked = later()
    const plugin = definePlugin({
      name: 'records',
      setup: (ctx) =>
        ctx.recordMessages({
          recorded: () => {
            if (++calls === 1) throw new Error('no luck')
            asked.resolve()
            return Promise.resolve()
          },
          recover: () => {},
        }),
    })()
    const plugins = [keeps(notebook), plugin]
    const { node, receive, answerWith } = await nodeWith({ sendrate: Number.POSITIVE_INFINITY, plugins })
    answerWith(200)
    for (const message of ['one', 'two']) {
      const sent = later()
      node.hooks.sent.tap(message, () => sent.resolve())
      await receive(message, message)
      await sent.promise
    }
    await asked.promise
    await node.stop()
    const left = notebook.lines.filter((line) => line.startsWith('leave'))
    const removed = notebook.lines.filter((line) => line.startsWith('remove'))
    expect(removed).toEqual([left[1]?.replace('leave', 'remove')])
  })

  it('passes it what had left the queue when the process ended, and does not queue it again', async () => {
    const notebook = new Notebook()
    notebook.kept = { messages: [], peers: [], left: [text('x.1', 'left')] }
    const { plugin, recovered, asked } = recorder()
    const { node } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook), plugin] })
    expect([recovered, node.peek(), notebook.lines]).toEqual([['left'], [], ['restore']])
    asked[0]?.()
    await new Promise((resume) => setImmediate(resume))
    expect(notebook.lines).toEqual(['restore', 'remove x.1'])
  })

  it('removes what had left the queue if no plugin records messages any more', async () => {
    const notebook = new Notebook()
    notebook.kept = { messages: [], peers: [], left: [text('x.1', 'left')] }
    await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    expect(notebook.lines).toEqual(['restore', 'remove x.1'])
  })
})
