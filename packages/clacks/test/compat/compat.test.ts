import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import Clacks from '../../src/compat/index.js'
import { identifierOf } from '../../src/known-address.js'
import { freePort } from '../../src/testing/free-port.js'
import { makeCertificate } from '../../src/transport/certificate.js'

const upstream = createRequire(import.meta.url)
let pair: { key: string; cert: string }
const nodes: Clacks.Node[] = []

beforeAll(async () => {
  pair = await makeCertificate('localhost')
})
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()))
})

async function start(options: Clacks.Options = {}): Promise<{ node: Clacks.Node; port: number }> {
  const port = await freePort()
  const node = new Clacks(pair.key, pair.cert, { port, sendrate: 200, ...options })
  nodes.push(node)
  await node.ready
  return { node, port }
}

/** Resolves with the first message that a node gets. */
const nextMessage = (node: Clacks.Node): Promise<unknown> =>
  new Promise((resolve) => node.onMessageQueued((message) => resolve(message)))

describe('the constructor', () => {
  it('can be called with and without new, and starts at once', async () => {
    const port = await freePort()
    const node = Clacks(pair.key, pair.cert, { port })
    nodes.push(node)
    await node.ready
    expect(node.getOptions()).toEqual({ hostname: 'localhost', port, sendrate: 1, killtimeout: 3_600_000 })
  })

  it('reports invalid arguments', async () => {
    expect(() => new Clacks('', pair.cert)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_TLS_KEY' }))
    const port = await freePort()
    await expect(new Clacks('nonsense', pair.cert, { port }).ready).rejects.toMatchObject({
      code: 'ERR_CLACKS_TLS_KEY',
    })
    const { port: taken } = await start()
    await expect(new Clacks(pair.key, pair.cert, { port: taken }).ready).rejects.toMatchObject({
      code: 'ERR_CLACKS_PORT_IN_USE',
    })
  })
})

describe('the queue', () => {
  it('is a queue', async () => {
    const { node } = await start()
    const queued: unknown[] = []
    node.onMessageQueued(function (message) {
      queued.push([this === node, message])
    })
    for (const message of ['one', { two: 2 }, 0, '', null, false]) node.enqueue(message)
    expect(node.peek()).toEqual(['one', { two: 2 }])
    expect(queued).toEqual([
      [true, 'one'],
      [true, { two: 2 }],
    ])
    expect([node.dequeue(), node.isEmpty(), node.dequeue(), node.dequeue(), node.isEmpty()]).toEqual([
      'one',
      false,
      { two: 2 },
      undefined,
      true,
    ])
  })
})

describe('peers', () => {
  it('are added, updated and ignored, and callbacks are called', async () => {
    const { node, port } = await start()
    const told: string[] = []
    node.onPeerDiscovered((peer) => told.push(`discovered ${peer.hostname} ${peer.status}`))
    node.onPeerUpdated((peer) => told.push(`updated ${peer.hostname} ${peer.status}`))
    node.addPeer('localhost', port)
    node.addPeer('other', 80)
    node.addPeer('other', '80')
    const peer = node.getPeer(identifierOf('other', 80))
    if (peer === undefined) throw new Error('not there')
    node.update(peer, 'lost')
    expect(peer.status).toBe('lost')
    node.update(peer, 'lost')
    node.ignore('other', 80)
    node.update(peer, 'alive')
    node.ignore('another', 80)
    expect(
      Object.values(node.getPeers().ignored)
        .map(({ hostname }) => hostname)
        .sort(),
    ).toEqual(['another', 'other'])
    expect(told).toEqual([
      'discovered other new',
      'updated other lost',
      'updated other ignored',
      'discovered another new',
      'updated another ignored',
    ])
  })
})

describe('messages', () => {
  it('walk, with both spellings of the callback, and can be discarded', async () => {
    const [a, b] = [await start(), await start({ sendrate: 1 })]
    const seen: unknown[] = []
    b.node.onMessageRecieved((payload) => seen.push(payload.sender.port))
    b.node.onMessageReceived((payload) => {
      if (payload.message === 'bad') payload.message = null
    })
    const arrival = nextMessage(b.node)
    a.node.enqueue('bad')
    a.node.enqueue('good')
    a.node.announce('localhost', b.port)
    expect(await arrival).toBe('good')
    expect(seen).toEqual([a.port, a.port])
  })

  it('reach plugins first, which may refuse them', async () => {
    const [a, b] = [await start(), await start({ sendrate: 1 })]
    const types: string[] = []
    b.node.extend(function (peer, payload, _req, res) {
      types.push(`${payload.type} ${peer.port} ${this === b.node}`)
      if (payload.message !== 'bad') return undefined
      res.writeHead(403)
      return false
    })
    const arrival = nextMessage(b.node)
    a.node.enqueue('bad')
    a.node.enqueue('good')
    a.node.announce('localhost', b.port)
    expect(await arrival).toBe('good')
    expect(types[0]).toBe(`announce ${a.port} true`)
    await a.node.stop()
    expect(a.node.peek()).toEqual(['bad'])
  })
})

describe('plugins of clacks-p2p, unchanged', () => {
  it('clacks-logger writes its files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'clacks-compat-'))
    const Logger = upstream('clacks-logger')
    const [a, b] = [await start(), await start({ sendrate: 1 })]
    b.node.extend(new Logger({ directory }))
    const arrival = nextMessage(b.node)
    a.node.enqueue({ text: 'GNU' })
    a.node.addPeer('localhost', b.port)
    await arrival
    const peer = identifierOf('localhost', a.port)
    const [file = ''] = await readdir(join(directory, peer))
    expect(JSON.parse(await readFile(join(directory, peer, file), 'utf8'))).toMatchObject({
      peer: { identifier: peer, hostname: 'localhost', port: a.port },
      payload: { message: { text: 'GNU' }, type: 'message' },
    })
    await rm(directory, { recursive: true })
  })

  it('clacks-message-formatter refuses invalid messages, and announces still work', async () => {
    const Formatter = upstream('clacks-message-formatter')
    const [a, b] = [await start(), await start({ sendrate: 1 })]
    b.node.extend(new Formatter({ required: ['text'] }))
    const arrival = nextMessage(b.node)
    a.node.enqueue({ class: 'x', text: 'GNU' })
    a.node.announce('localhost', b.port)
    expect(await arrival).toEqual({ class: 'x', text: 'GNU' })
    expect(b.node.getPeer(identifierOf('localhost', a.port))?.status).toBe('alive')
  })
})
