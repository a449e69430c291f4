import { describe, expect, it, onTestFinished } from 'vitest'
import { drop, split } from '../../src/hooks/verdict.js'
import { createLog } from '../../src/log.js'
import { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import type { StoredPeer } from '../../src/peers/record.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { QueuedText, QueueStore, StoredState } from '../../src/queue/queue-store.js'
import type {
  Answer,
  OutboundRequest,
  Reply,
  RequestHandler,
  Transport,
} from '../../src/transport/transport.js'

/** A store that records its calls. */
class Notebook implements QueueStore {
  readonly lines: string[] = []
  readonly pins = { load: () => ({}), save: () => {} }
  kept: StoredState = { messages: [], peers: [] }
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
  remove(transfer: string): void {
    this.lines.push(`remove ${transfer}`)
  }
}

const textsOf = (messages: readonly QueuedText[]) => messages.map(({ json }) => json).join(' ')
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
    const kept = (transfer: string): QueuedText => ({ transfer, json: '"same"', bytes: 6 })
    notebook.kept = { messages: [kept('x.1'), kept('x.2')], peers: [] }
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
    const messages = [{ transfer: 'x.1', json: '"drop"', bytes: 6 }]
    notebook.kept = { messages, peers: [] }
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
      origin: 'o',
      reachable: true,
    }
    notebook.kept = { messages: [{ transfer: 'x.1', json: '1', bytes: 1 }], peers: [peer] }
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

  it('can get one while it runs: queued messages are stored, and stored messages queued', async () => {
    const notebook = new Notebook()
    notebook.kept = { messages: [{ transfer: 'x.1', json: '"old"', bytes: 5 }], peers: [] }
    const { node } = await nodeWith({ sendrate: 0 })
    node.enqueue('new')
    await node.use(keeps(notebook))
    await node.use(definePlugin({ name: 'other', setup: () => {} })())
    expect(notebook.lines).toEqual(['restore', 'write soon "new"'])
    expect(node.peek()).toEqual(['new', 'old'])
  })

  it('keeps the same one if its plugin is replaced, and has none once it is removed', async () => {
    const notebook = new Notebook()
    const { node, receive } = await nodeWith({ sendrate: 0, plugins: [keeps(notebook)] })
    await node.use(keeps(notebook))
    await receive('one', '1')
    await node.remove('keeps')
    await receive('two', '2')
    expect(notebook.lines).toEqual(['restore', 'write "one"'])
    expect(node.peek()).toEqual(['one', 'two'])
  })

  it('refuses a second one', async () => {
    const { node } = await nodeWith({ sendrate: 0, plugins: [keeps(new Notebook())] })
    await expect(node.use(keeps(new Notebook(), 'second'))).rejects.toThrow(/already has another queue store/)
  })
})
