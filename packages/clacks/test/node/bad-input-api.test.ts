import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Clacks, ClacksError, type ClacksOptions, type ErrorCode, type Limits } from '../../src/index.js'
import { freePort } from '../../src/testing/index.js'
import { makeKeyPair } from './certificate.js'
import { keyPair, NodeUnderTest } from './node-under-test.js'

/** The error that an action throws or rejects with. */
async function thrownBy(action: () => unknown): Promise<ClacksError> {
  try {
    await action()
  } catch (thrown) {
    if (thrown instanceof ClacksError) return thrown
    throw thrown
  }
  throw new Error('Nothing was thrown.')
}

async function expectError(action: () => unknown, code: ErrorCode, text: RegExp): Promise<void> {
  const error = await thrownBy(action)
  expect(error.code).toBe(code)
  expect(error.message).toMatch(text)
}

function makeNode(options: ClacksOptions = {}): Clacks {
  return new Clacks({ hostname: '127.0.0.1', port: 0, idleAnnounce: 0, ...options })
}

describe('enqueue', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  const thrower = {
    toJSON: () => {
      throw new Error('no')
    },
  }

  it.each<[string, unknown, RegExp]>([
    ['a BigInt', 1n, /BigInt/],
    ['a BigInt inside', { amount: [1n] }, /BigInt/],
    ['a circle', circle, /circular/],
    ['a function', () => 1, /of type function/],
    ['a symbol', Symbol('x'), /of type symbol/],
    ['NaN', Number.NaN, /NaN/],
    ['Infinity', Number.POSITIVE_INFINITY, /Infinity/],
    ['an object whose toJSON throws', thrower, /no/],
    ['an object whose toJSON returns nothing', { toJSON: () => undefined }, /JSON/],
  ])('refuses %s and queues nothing', async (_, message, text) => {
    await using under = await NodeUnderTest.start()
    await expectError(() => under.node.enqueue(message), 'ERR_CLACKS_MESSAGE_NOT_JSON', text)
    await under.expectAlive([])
  })

  it('refuses a message that is too large', async () => {
    await using under = await NodeUnderTest.start()
    const text = /has 2000002 bytes.*the limit is 1047552.*limits\.messageBytes/
    await expectError(() => under.node.enqueue('x'.repeat(2_000_000)), 'ERR_CLACKS_MESSAGE_TOO_LARGE', text)
    await under.expectAlive([])
  })

  it('counts bytes, not characters', async () => {
    await using under = await NodeUnderTest.start({ limits: { messageBytes: 12 } })
    expect(under.node.enqueue('ééééé')).toBe(true)
    await expectError(() => under.node.enqueue('éééééé'), 'ERR_CLACKS_MESSAGE_TOO_LARGE', /14 bytes/)
    await under.expectAlive(['"ééééé"'])
  })

  it('accepts 10,000 levels, and refuses more', async () => {
    await using under = await NodeUnderTest.start()
    const nested = (levels: number): unknown => {
      let value: unknown[] = []
      for (let level = 1; level < levels; level++) value = [value]
      return value
    }
    expect(under.node.enqueue(nested(10_000))).toBe(true)
    await expectError(() => under.node.enqueue(nested(10_001)), 'ERR_CLACKS_MESSAGE_TOO_DEEP', /10000 levels/)
    await expectError(() => under.node.enqueue(nested(20_000)), 'ERR_CLACKS_MESSAGE_TOO_DEEP', /10000 levels/)
    await under.expectAlive(['['.repeat(10_000) + ']'.repeat(10_000)])
  })

  it.each([null, undefined, false, ''])('returns false for %j and queues nothing', async (message) => {
    await using under = await NodeUnderTest.start()
    expect(under.node.enqueue(message)).toBe(false)
    await under.expectAlive([])
  })

  it('throws if the queue is full; a sender is answered 503', async () => {
    await using under = await NodeUnderTest.start({ limits: { queueMessages: 2 } })
    under.node.enqueue(1)
    under.node.enqueue(2)
    await expectError(() => under.node.enqueue(3), 'ERR_CLACKS_QUEUE_FULL', /up to 2 messages/)
    const answer = await under.send({ message: 4 })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(await under.send({ message: 5 }, { legacy: true })).toMatchObject({ status: 503 })
    expect(under.texts).toEqual(['1', '2'])
  })

  it('throws if the queue has no bytes left', async () => {
    await using under = await NodeUnderTest.start({ limits: { queueBytes: 20 } })
    under.node.enqueue('x'.repeat(15))
    await expectError(() => under.node.enqueue('four'), 'ERR_CLACKS_QUEUE_FULL', /20 bytes/)
    expect(under.node.enqueue(123)).toBe(true)
  })

  it('copies the message: later changes have no effect', async () => {
    await using under = await NodeUnderTest.start()
    const message = { text: 'before' }
    under.node.enqueue(message)
    message.text = 'after'
    const [first] = under.node.peek() as { text: string }[]
    if (first !== undefined) first.text = 'changed'
    await under.expectAlive(['{"text":"before"}'])
  })
})

describe('an invalid address', () => {
  const misspelt: Partial<Limits> = Object.assign<Partial<Limits>, object>({}, { bodybytes: 5 })
  it.each<[unknown, unknown]>([
    ['', 80],
    ['two words', 80],
    ['x'.repeat(10_240), 80],
    ['a\r\nb', 80],
    ['tower.example', 0],
    ['tower.example', -1],
    ['tower.example', 65_536],
    ['tower.example', 99_999],
    ['tower.example', 1.5],
    ['tower.example', Number.NaN],
    ['tower.example', 'abc'],
    ['tower.example', undefined],
    [undefined, 80],
    [null, 80],
    [{}, 80],
  ])('%j port %j is refused everywhere, in a short text', async (hostname, port) => {
    await using under = await NodeUnderTest.start()
    const { node } = under
    // As untyped code may call it.
    const loose: Record<'addPeer' | 'announce' | 'ignore', (hostname: unknown, port: unknown) => unknown> = {
      addPeer: (...address) => Reflect.apply(node.addPeer, node, address),
      announce: (...address) => Reflect.apply(node.announce, node, address),
      ignore: (...address) => Reflect.apply(node.ignore, node, address),
    }
    for (const call of Object.values(loose)) {
      const error = await thrownBy(() => call(hostname, port))
      expect(error.code).toBe('ERR_CLACKS_ADDRESS')
      expect(error.message.length).toBeLessThan(300)
    }
    expect(under.peers).toEqual([])
    await under.expectAlive([])
  })

  it.each<[string, ClacksOptions, RegExp]>([
    ['port too high', { port: 70_000 }, /port: expected a number <= 65535, received 70000/],
    ['port negative', { port: -1 }, /port: expected a number >= 0, received -1/],
    ['port a fraction', { port: 1.5 }, /port: expected an integer, received 1\.5/],
    ['listen.port', { listen: { port: 65_536 } }, /listen\.port: expected .*, received 65536/],
    ['host name with spaces', { hostname: 'my tower' }, /hostname: expected .*, received "my tower"/],
    ['host name of 10 KB', { hostname: 'x'.repeat(10_240) }, /hostname: expected .*, received "x{60}…"/],
    [
      'a peer without a port',
      { peers: ['tower.example'] },
      /peers\[0\]: expected host:port, received "tower/,
    ],
    ['sendrate below 0', { sendrate: -1 }, /sendrate: expected a number >= 0, received -1/],
    ['sendrate NaN', { sendrate: Number.NaN }, /sendrate: expected a number >= 0, received NaN/],
    ['a limit of 0', { limits: { bodyBytes: 0 } }, /limits\.bodyBytes: expected a number > 0, received 0/],
    ['an unknown limit', { limits: misspelt }, /limits\.bodybytes: .* Did you mean "bodyBytes"\?/],
  ])('as an option: %s', async (_, options, text) => {
    await expectError(() => makeNode(options), 'ERR_CLACKS_OPTION', text)
  })
})

describe('starting', () => {
  it('on a port in use fails with a clear error, and works once the port is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const node = makeNode({ ...(await keyPair()), port })
    node.enqueue('kept')
    await expectError(() => node.start(), 'ERR_CLACKS_PORT_IN_USE', new RegExp(`${port}`))
    await node.stop()
    expect(node.peek()).toEqual(['kept'])
    other.close()
    await once(other, 'close')
    const next = makeNode({ ...(await keyPair()), port })
    await next.start()
    expect(next.address).toEqual({ hostname: '127.0.0.1', port })
    await next.stop()
  })

  it('without permission to listen fails with a clear error', async () => {
    const node = makeNode({ ...(await keyPair()), listen: { host: '192.0.2.1' } })
    await expectError(() => node.start(), 'ERR_CLACKS_LISTEN', /192\.0\.2\.1/)
    await node.stop()
  })

  it.each<[string, (pair: { key: string; cert: string }) => ClacksOptions, ErrorCode]>([
    ['an empty key', ({ cert }) => ({ key: '', cert }), 'ERR_CLACKS_TLS_KEY'],
    ['a key that is not PEM', ({ cert }) => ({ key: 'secret', cert }), 'ERR_CLACKS_TLS_KEY'],
    ['a key cut short', ({ key, cert }) => ({ key: key.slice(0, 60), cert }), 'ERR_CLACKS_TLS_KEY'],
    ['a certificate as key', ({ cert }) => ({ key: cert, cert }), 'ERR_CLACKS_TLS_KEY'],
    ['a certificate that is not PEM', ({ key }) => ({ key, cert: 'paper' }), 'ERR_CLACKS_TLS_CERTIFICATE'],
    [
      'a certificate cut short',
      ({ key, cert }) => ({ key, cert: cert.slice(0, 60) }),
      'ERR_CLACKS_TLS_CERTIFICATE',
    ],
  ])('with %s says so, and not what the key is', async (_, make, code) => {
    const pair = await keyPair()
    const error = await thrownBy(() => makeNode(make(pair)).start())
    expect(error.code).toBe(code)
    expect(error.message).not.toContain(pair.key.slice(40, 80))
    expect(error.message).not.toContain('secret')
  })

  it('with a key that does not match the certificate fails with a clear error', async () => {
    const { key } = await makeKeyPair()
    const { cert } = await keyPair()
    await expectError(() => makeNode({ key, cert }).start(), 'ERR_CLACKS_TLS_MISMATCH', /key/)
  })

  it('twice is an error, and the node keeps running', async () => {
    await using under = await NodeUnderTest.start()
    await expectError(() => under.node.start(), 'ERR_CLACKS_STATE', /running/)
    await under.expectAlive([])
  })

  it('after stopping is an error', async () => {
    const node = makeNode(await keyPair())
    await node.stop()
    await expectError(() => node.start(), 'ERR_CLACKS_STATE', /stopped/)
  })
})

describe('before it is started', () => {
  it('a node cannot announce and has no address, but accepts messages and peers', async () => {
    const node = makeNode(await keyPair())
    await expectError(() => node.announce('tower.example', 80), 'ERR_CLACKS_STATE', /cannot announce/)
    await expectError(() => node.address, 'ERR_CLACKS_STATE', /not have an address/)
    expect(node.enqueue('early')).toBe(true)
    expect(node.addPeer('tower.example', 80)).toMatchObject({ status: 'new' })
    await node.stop()
    expect(node.peek()).toEqual(['early'])
  })
})

describe('stopping', () => {
  it('twice, at the same time or later, has the effect of once', async () => {
    const node = makeNode(await keyPair())
    await node.start()
    await Promise.all([node.stop(), node.stop()])
    await node.stop()
    await expectError(() => node.announce('tower.example', 80), 'ERR_CLACKS_STATE', /stopped/)
  })

  it('during the start leaves no listener behind', async () => {
    const port = await freePort()
    const node = makeNode({ ...(await keyPair()), port })
    const starting = expectError(() => node.start(), 'ERR_CLACKS_STATE', /stopped while/)
    await node.stop()
    await starting
    await expectError(() => node.start(), 'ERR_CLACKS_STATE', /stopped/)
    const next = makeNode({ ...(await keyPair()), port })
    await next.start()
    await next.stop()
  })

  it('frees the port', async () => {
    const node = makeNode(await keyPair())
    await node.start()
    const { port } = node.address
    await node.stop()
    const next = makeNode({ ...(await keyPair()), port })
    await next.start()
    await next.stop()
  })
})
