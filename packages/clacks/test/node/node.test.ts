import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drop, hold, reject } from '../../src/hooks/verdict.js'
import { identifierOf } from '../../src/known-address.js'
import { memoryNodes } from './memory-nodes.js'

const NEVER = { sendrate: 0, idleAnnounce: 0 }
let nodes: ReturnType<typeof memoryNodes>

beforeEach(() => {
  nodes = memoryNodes()
})
afterEach(async () => {
  await nodes.end()
  expect(nodes.clock.pending).toBe(0)
})

describe('enqueue and peek', () => {
  it('keep the order of messages, and return copies', async () => {
    const node = nodes.make('a', NEVER)
    const message = { text: 'GNU' }
    expect(node.enqueue('first')).toBe(true)
    expect(node.enqueue(message)).toBe(true)
    message.text = 'changed'
    const [, seen] = node.peek() as [string, { text: string }]
    seen.text = 'changed too'
    expect(node.peek()).toEqual(['first', { text: 'GNU' }])
    expect([node.isEmpty(), node.statistics().queued, node.statistics().enqueued]).toEqual([false, 2, 2])
  })

  it.each([null, undefined, false, ''])('treat %j as empty', (message) => {
    const node = nodes.make('a')
    expect(node.enqueue(message)).toBe(false)
    expect(node.isEmpty()).toBe(true)
  })

  it('accept 0, true and arrays as messages', () => {
    const node = nodes.make('a')
    for (const message of [0, true, []]) expect(node.enqueue(message)).toBe(true)
    expect(node.peek()).toEqual([0, true, []])
  })

  it('refuse values that are not JSON, too large, too deep or of too many values, and queue nothing', () => {
    const node = nodes.make('a', { limits: { messageBytes: 100, depth: 3, values: 8 } })
    const circle: unknown[] = []
    circle.push(circle)
    for (const [message, code] of [
      [1n, 'ERR_CLACKS_MESSAGE_NOT_JSON'],
      [circle, 'ERR_CLACKS_MESSAGE_NOT_JSON'],
      [() => {}, 'ERR_CLACKS_MESSAGE_NOT_JSON'],
      [Number.NaN, 'ERR_CLACKS_MESSAGE_NOT_JSON'],
      ['x'.repeat(99), 'ERR_CLACKS_MESSAGE_TOO_LARGE'],
      [[[[[]]]], 'ERR_CLACKS_MESSAGE_TOO_DEEP'],
      [Array(8).fill(1), 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES'],
    ] as const) {
      expect(() => node.enqueue(message)).toThrow(expect.objectContaining({ code }))
    }
    expect(node.isEmpty()).toBe(true)
  })

  it('refuse messages above the limit of the queue', () => {
    const node = nodes.make('a', { limits: { queueMessages: 1 } })
    node.enqueue(1)
    expect(() => node.enqueue(2)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_QUEUE_FULL' }))
    expect(node.peek()).toEqual([1])
  })

  it('call the taps of `queued` once per message', async () => {
    const node = await nodes.start('a')
    const told: unknown[] = []
    node.hooks.queued.tap('test', (message, origin) => {
      told.push([message, origin])
    })
    node.enqueue('gnu')
    await nodes.clock.advance('10s')
    expect(told).toEqual([['gnu', 'enqueued']])
  })
})

describe('a message', () => {
  it('stays while there is no peer', async () => {
    const node = await nodes.start('a', { sendrate: 100 })
    node.enqueue('gnu')
    await nodes.clock.advance('1m')
    expect(node.peek()).toEqual(['gnu'])
  })

  it('walks back and forth at the sendrate, and is in one place', async () => {
    const [a, b] = [await nodes.start('a'), await nodes.start('b')]
    a.addPeer('b', 80)
    a.enqueue('gnu')
    await nodes.clock.advance('10s')
    await nodes.clock.runUntil(() => a.statistics().inFlight + b.statistics().inFlight === 0)
    expect([...a.peek(), ...b.peek()]).toEqual(['gnu'])
    expect(a.statistics().sent + b.statistics().sent).toBeGreaterThan(15)
  })

  it('returns to the queue if the peer is unreachable; the peer is lost, then dead', async () => {
    const a = await nodes.start('a', { sendrate: 10, killtimeout: 60_000 })
    const failures: unknown[] = []
    a.hooks.sendFailed.tap('test', ({ message, peer }) => {
      failures.push([message, peer.hostname])
    })
    a.addPeer('nowhere', 80)
    a.enqueue('gnu')
    await nodes.clock.advance('1s')
    expect(Object.keys(a.getPeers().lost)).toHaveLength(1)
    expect(failures[0]).toEqual(['gnu', 'nowhere'])
    await nodes.clock.advance('3m')
    expect(Object.keys(a.getPeers().dead)).toHaveLength(1)
    expect(a.peek()).toEqual(['gnu'])
  })

  it('is sent to a failing peer at growing intervals only', async () => {
    const a = await nodes.start('a', { sendrate: 1000 })
    a.addPeer('nowhere', 80)
    a.enqueue('gnu')
    await nodes.clock.advance('1m')
    expect(a.statistics().failed).toBeLessThan(20)
  })

  it('is sent to another peer if one is down', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 10 }), await nodes.start('b', NEVER)]
    a.addPeer('nowhere', 80)
    a.addPeer('b', 80)
    for (let count = 0; count < 20; count++) a.enqueue(count)
    await nodes.clock.advance('30s')
    expect(new Set(b.peek())).toEqual(new Set(Array.from({ length: 20 }, (_, count) => count)))
  })

  it('waits while the queue of the peer is full, and is not lost', async () => {
    const a = await nodes.start('a', { sendrate: 100 })
    const b = await nodes.start('b', { sendrate: 0, idleAnnounce: 0, limits: { queueMessages: 2 } })
    a.addPeer('b', 80)
    for (let count = 0; count < 5; count++) a.enqueue(count)
    await nodes.clock.advance('1m')
    expect([a.peek().length, b.peek().length]).toEqual([4, 1])
    expect(Object.values(a.getPeers().alive).map((peer) => peer.hostname)).toEqual(['b'])
  })

  it('is not sent again to a peer that refused it, while other messages are', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 100 }), await nodes.start('b', NEVER)]
    let asked = 0
    b.hooks.received.tap('picky', ({ message }) => {
      if (message !== 'bad') return undefined
      asked++
      return reject()
    })
    a.addPeer('b', 80)
    a.enqueue('bad')
    a.enqueue('good')
    await nodes.clock.advance('30s')
    expect([b.peek(), a.peek(), asked]).toEqual([['good'], ['bad'], 1])
  })
})

describe('beforeSend', () => {
  it('can change the message and the peer', async () => {
    const a = await nodes.start('a', { sendrate: 100 })
    const [b, c] = [await nodes.start('b', NEVER), await nodes.start('c', NEVER)]
    a.addPeer('b', 80)
    a.addPeer('c', 80)
    a.hooks.beforeSend.tap('to c', (departure) => {
      departure.message = `${departure.message}!`
      const peer = a.getPeer(identifierOf('c', 80))
      if (peer !== undefined) departure.peer = peer
      return undefined
    })
    for (let count = 0; count < 5; count++) a.enqueue(`gnu${count}`)
    await nodes.clock.advance('5s')
    expect([b.peek(), c.peek()]).toEqual([[], ['gnu0!', 'gnu1!', 'gnu2!', 'gnu3!', 'gnu4!']])
  })

  it('can drop a message', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 100 }), await nodes.start('b', NEVER)]
    const discards: unknown[] = []
    a.hooks.discarded.tap('test', (discard) => {
      discards.push(discard)
    })
    a.hooks.beforeSend.tap('drop', () => drop('old'))
    a.addPeer('b', 80)
    a.enqueue('gnu')
    await nodes.clock.advance('1s')
    expect([a.peek(), b.peek(), discards]).toEqual([
      [],
      [],
      [{ message: 'gnu', json: '"gnu"', reason: 'old', direction: 'out' }],
    ])
  })

  it('can hold a message, and the next one is sent', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 100 }), await nodes.start('b', NEVER)]
    let asked = 0
    a.hooks.beforeSend.tap('hold', ({ message }) => {
      if (message !== 'later') return undefined
      asked++
      return hold()
    })
    a.addPeer('b', 80)
    a.enqueue('later')
    a.enqueue('now')
    await nodes.clock.advance('10s')
    expect([a.peek(), b.peek()]).toEqual([['later'], ['now']])
    expect(asked).toBeLessThan(30)
  })

  it('keeps the message if a tap fails or chooses an unknown peer', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 100 }), await nodes.start('b', NEVER)]
    const failures: string[] = []
    a.hooks.pluginFailed.tap('test', ({ message }) => {
      failures.push(message)
    })
    a.hooks.beforeSend.tap('broken', (departure) => {
      if (departure.message === 'throw') throw new Error('no luck')
      if (departure.message === 'lead astray') departure.peer = { ...departure.peer, identifier: 'nobody' }
      return undefined
    })
    a.addPeer('b', 80)
    a.enqueue('throw')
    a.enqueue('lead astray')
    await nodes.clock.advance('1s')
    expect([new Set(a.peek()), b.peek()]).toEqual([new Set(['throw', 'lead astray']), []])
    expect(failures).toContainEqual(expect.stringContaining('[broken:beforeSend] no luck'))
    expect(failures).toContainEqual(expect.stringContaining('is not in the table'))
  })
})

describe('peers', () => {
  it('are added once, in one spelling, and never the node itself', async () => {
    const a = await nodes.start('a')
    const added = a.addPeer('B.', '80')
    expect(added).toMatchObject({ hostname: 'b', port: 80, status: 'new', identifier: identifierOf('b', 80) })
    expect(a.addPeer('b', 80)).toEqual(added)
    expect(a.addPeer('A', 80)).toBeUndefined()
    expect(Object.keys(a.getPeers().new)).toHaveLength(1)
    expect(() => a.addPeer('no name', 80)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_ADDRESS' }))
    expect(() => a.addPeer('b', 65_536)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_ADDRESS' }))
  })

  it('are alive on both sides after an announce', async () => {
    const [a, b] = [await nodes.start('a'), await nodes.start('b')]
    expect(await nodes.clock.complete(a.announce('b', 80))).toBe(true)
    expect(await nodes.clock.complete(a.announce('nowhere', 80))).toBe(false)
    expect(await nodes.clock.complete(a.announce('a', 80))).toBe(false)
    expect(a.getPeer(identifierOf('b', 80))?.status).toBe('alive')
    expect(b.getPeer(identifierOf('a', 80))?.status).toBe('alive')
    expect(Object.keys(a.getPeers().new)).toEqual([])
  })

  it('are learned from friends, but not from peers that were never reached', async () => {
    const [a, b, c] = [await nodes.start('a'), await nodes.start('b'), await nodes.start('c')]
    await nodes.clock.complete(a.announce('b', 80))
    await nodes.clock.complete(c.announce('b', 80))
    expect(b.getPeer(identifierOf('a', 80))?.status).toBe('alive')
    expect(c.getPeer(identifierOf('a', 80))).toBeUndefined()
    a.enqueue('gnu')
    await nodes.clock.advance('2m')
    expect(c.getPeer(identifierOf('a', 80))?.status).toBe('alive')
  })

  it('that are ignored receive nothing, and their messages are refused', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 10 }), await nodes.start('b', { sendrate: 10 })]
    a.ignore('b', 80)
    expect(await nodes.clock.complete(a.announce('b', 80))).toBe(false)
    expect(await nodes.clock.complete(b.announce('a', 80))).toBe(false)
    b.addPeer('a', 80)
    a.enqueue('from a')
    b.enqueue('from b')
    await nodes.clock.advance('10s')
    expect([a.peek(), b.peek()]).toEqual([['from a'], ['from b']])
    expect(a.getPeer(identifierOf('b', 80))?.status).toBe('ignored')
  })

  it('can be refused by a tap', async () => {
    const a = await nodes.start('a')
    a.hooks.admitPeer.tap('test', ({ hostname }) => hostname !== 'b')
    expect(a.addPeer('b', 80)).toBeUndefined()
    expect(a.addPeer('c', 80)).toBeDefined()
  })

  it('receive announces from a node without messages', async () => {
    const a = await nodes.start('a', { idleAnnounce: 10_000 })
    const b = await nodes.start('b')
    let heard = 0
    b.hooks.announced.tap('test', () => {
      heard++
    })
    a.addPeer('b', 80)
    await nodes.clock.advance('1m')
    expect(heard).toBeGreaterThan(3)
  })

  it('from the options receive an announce on start', async () => {
    await nodes.start('b')
    const a = await nodes.start('a', { peers: ['b:80'] })
    await nodes.clock.advance('1s')
    expect(a.getPeer(identifierOf('b', 80))?.status).toBe('alive')
  })
})

describe('start and stop', () => {
  it('call their hooks in order', async () => {
    const a = nodes.make('a')
    const told: string[] = []
    a.hooks.started.tapPromise('test', async () => void told.push(`started ${a.address.port}`))
    a.hooks.stopping.tap('test', () => {
      told.push('stopping')
    })
    expect(() => a.address).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_STATE' }))
    await expect(a.announce('b', 80)).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
    await a.start()
    await expect(a.start()).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
    await nodes.clock.complete(Promise.all([a.stop(), a.stop()]))
    expect(told).toEqual(['started 80', 'stopping'])
    await expect(a.start()).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
  })

  it('wait for messages in flight: each is at the peer or here, not lost', async () => {
    const [a, b] = [await nodes.start('a', { sendrate: 1000 }), await nodes.start('b', NEVER)]
    a.addPeer('b', 80)
    for (let count = 0; count < 50; count++) a.enqueue(count)
    await nodes.clock.advance('25ms')
    await nodes.clock.complete(a.stop())
    expect([...a.peek(), ...b.peek()].sort((x, y) => Number(x) - Number(y))).toEqual(
      Array.from({ length: 50 }, (_, count) => count),
    )
    expect(a.statistics().inFlight).toBe(0)
  })

  it('interrupt requests without an answer: the message is here', async () => {
    const a = await nodes.start('a', { sendrate: 1000, limits: { drainMs: 1000 } })
    await nodes.start('b', NEVER)
    nodes.network.conditions.partition([['a:80'], ['b:80']])
    a.addPeer('b', 80)
    a.enqueue('gnu')
    await nodes.clock.advance('5ms')
    expect(a.statistics().inFlight).toBe(1)
    await nodes.clock.complete(a.stop())
    expect([a.peek(), a.statistics().inFlight]).toEqual([['gnu'], 0])
  })

  it('fail if the port is in use', async () => {
    await nodes.start('a')
    await expect(nodes.make('a').start()).rejects.toMatchObject({ code: 'ERR_CLACKS_PORT_IN_USE' })
  })

  it('work with `await using`', async () => {
    const told: string[] = []
    {
      await using a = nodes.make('a')
      await a.start()
      a.hooks.stopping.tap('test', () => {
        told.push('stopping')
      })
    }
    expect(told).toEqual(['stopping'])
  })
})

describe('options', () => {
  it('are resolved, and contain no key material', () => {
    const node = nodes.make('Tower.Example', { key: 'secret key', cert: 'certificate', sendrate: 0.5 })
    const options = node.getOptions()
    expect(options).toMatchObject({
      hostname: 'tower.example',
      port: 80,
      sendrate: 0.5,
      killtimeout: 3_600_000,
    })
    expect(JSON.stringify(options)).not.toContain('secret')
  })

  it.each([
    [{ port: 65_536 }, 'port'],
    [{ port: 1.5 }, 'port'],
    [{ hostname: 'a b' }, 'hostname'],
    [{ hostname: 'x'.repeat(10_000) }, 'hostname'],
    [{ sendrate: -1 }, 'sendrate'],
    [{ sendrate: Number.NaN }, 'sendrate'],
    [{ byterate: '5' }, 'byterate'],
    [{ killtimeout: -1 }, 'killtimeout'],
    [{ legacyRejects: 'maybe' }, 'legacyRejects'],
    [{ limits: { depht: 5 } }, 'limits.depht'],
    [{ limits: { depth: 0 } }, 'limits.depth'],
    [{ weights: { alive: -1 } }, 'weights.alive'],
  ])('%j are refused, by name', (options, name) => {
    expect(() => nodes.make('a', options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_OPTION', message: expect.stringContaining(`- ${name}: `) }),
    )
  })
})
