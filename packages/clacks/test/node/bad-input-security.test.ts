import { describe, expect, it } from 'vitest'
import { componentsOf } from '../../src/node.js'
import { peerOf } from '../../src/peers/record.js'
import { createNetwork } from '../../src/testing/index.js'
import { makeKeyPair } from './certificate.js'
import { FakePeer } from './fake-peer.js'
import { NodeUnderTest, payloadText, SENDER } from './node-under-test.js'

/**
 * The vulnerabilities of clacks-p2p, numbered as in the list of its defects. More of S3 is covered
 * by the interop tests, and S4 by the flood tests.
 */

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

function textOf(json: string): string {
  return `{"message":${json},"type":"message","sender":${JSON.stringify(SENDER)}}`
}

describe('S1: values that crash a clacks-p2p node', () => {
  const ports = [99_999, -1, 'abc', 1.5, {}, true]
  const hostnames = [123, {}, true, 'a\r\nX', 'a\0b', 'tür']
  const values = [
    ...ports.map((port) => ({ hostname: 'a.example', port })),
    ...hostnames.map((hostname) => ({ hostname, port: 80 })),
  ]

  it.each(values)('as sender are refused: %j', async (sender) => {
    await using under = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
    under.node.enqueue('to be sent')
    expect(await under.send({ sender })).toMatchObject({ status: 400 })
    expect(await under.send({ sender, type: 'announce' })).toMatchObject({ status: 400 })
    expect(under.peers).toEqual([])
    await under.expectAlive(['"to be sent"'])
  })

  it.each(values)('as friend are ignored: %j', async (friend) => {
    await using under = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
    under.node.ignore(SENDER.hostname, 1)
    expect(await under.send({ friend })).toMatchObject({ status: 200 })
    expect(await under.send({ friend, type: 'announce' })).toMatchObject({ status: 200 })
    expect(under.peers.sort()).toEqual([`${SENDER.hostname}:1`, `${SENDER.hostname}:8080`])
  })
})

describe('S2: deep nesting', () => {
  it('of 5,000 levels is accepted and passed on', async () => {
    await using other = await NodeUnderTest.start()
    await using under = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
    under.node.addPeer('127.0.0.1', other.port)
    expect(await under.post(textOf(nested(5_000)))).toMatchObject({ status: 200 })
    await other.changes.until('it is passed on', () => other.texts.length === 1)
    await under.changes.until('it is gone here', () => under.node.statistics().sent === 1)
    await other.expectAlive([nested(5_000)])
    expect(under.texts).toEqual([])
  })

  it('of 20,000 levels is refused', async () => {
    await using under = await NodeUnderTest.start()
    const answer = await under.post(textOf(nested(20_000)))
    expect(answer.status).toBe(413)
    expect(answer.body).toContain('deeper than 10000 levels')
    await under.expectAlive([])
  })

  it('of 20,000 levels from a clacks-p2p node, which would send it again for ever, is discarded', async () => {
    await using under = await NodeUnderTest.start()
    expect(await under.post(textOf(nested(20_000)), { legacy: true })).toMatchObject({ status: 200 })
    expect(under.node.statistics()).toMatchObject({ discarded: 1, received: 0 })
    await under.expectAlive([])
  })

  it('of 500,000 levels does no harm in any field', async () => {
    await using under = await NodeUnderTest.start()
    const deep = nested(500_000)
    expect(await under.post(textOf(deep))).toMatchObject({ status: 413 })
    for (const field of ['sender', 'friend', 'type'] as const) {
      const body = textOf('1').replace(/}$/, `,"${field}":${deep}}`)
      expect(await under.post(body), field).toMatchObject({ status: 413 })
    }
    expect(await under.post(deep)).toMatchObject({ status: 413 })
    await under.expectAlive([])
  })

  it('in a message changed by a tap is passed on too', async () => {
    await using under = await NodeUnderTest.start()
    under.node.hooks.received.tap('wrap', (reception) => {
      reception.message = [reception.message]
      return undefined
    })
    expect(await under.post(textOf(nested(6_000)))).toMatchObject({ status: 200 })
    expect(under.texts).toEqual([nested(6_001)])
  })
})

describe('S2: many values', () => {
  const many = (values: number): string => `[${'0,'.repeat(values - 2)}0]`

  it('are accepted up to the limit, and refused above it', async () => {
    await using under = await NodeUnderTest.start()
    expect(await under.post(textOf(many(10_000)))).toMatchObject({ status: 200 })
    const answer = await under.post(textOf(many(10_001)))
    expect(answer.status).toBe(413)
    expect(answer.body).toContain('more than 10000 values')
    expect(await under.post(textOf(many(10_001)), { legacy: true })).toMatchObject({ status: 200 })
    await under.expectAlive([many(10_000)])
  })

  it('of a megabyte reach no plugin, in whatever field', async () => {
    await using under = await NodeUnderTest.start()
    const seen: unknown[] = []
    under.node.hooks.received.tap('count', ({ message }) => {
      seen.push(message)
      return undefined
    })
    for (const field of ['message', 'sender', 'friends', 'x']) {
      const body = textOf('1').replace(/}$/, `,"${field}":${many(400_000)}}`)
      expect(await under.post(body), field).toMatchObject({ status: 413 })
    }
    expect(seen).toEqual([])
    await under.expectAlive([])
  })
})

describe('S3: an address that was never reached', () => {
  it('is not passed on; one that was reached is', async () => {
    await using reached = await NodeUnderTest.start()
    await using under = await NodeUnderTest.start()
    for (let times = 0; times < 2; times++) await under.send({ type: 'announce' })
    expect(Object.values(under.node.getPeers().alive)).toMatchObject([SENDER])
    const newcomer = { type: 'announce', sender: { hostname: 'newcomer.example', port: 80 } }
    expect(JSON.parse((await under.send(newcomer)).body)).toEqual({ friends: [] })
    await under.node.announce('127.0.0.1', reached.port)
    const { body } = await under.send(newcomer)
    expect(JSON.parse(body)).toEqual({ friends: [{ hostname: '127.0.0.1', port: reached.port }] })
    expect((await under.send(newcomer, { legacy: true })).body).toBe('')
    await under.expectAlive([])
  })
})

describe('S5: second-hand addresses', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fc00::1',
    'ff02::1',
  ])('a node of the internet does not take up %s', async (hostname) => {
    await using under = await NodeUnderTest.start({
      hostname: 'tower-1.example',
      listen: { host: '127.0.0.1' },
      sendrate: Number.POSITIVE_INFINITY,
    })
    expect(await under.send({ friend: { hostname, port: 80 } })).toMatchObject({ status: 200 })
    expect(await under.send({ sender: { hostname, port: 80 } })).toMatchObject({ status: 200 })
    expect(under.peers).toEqual([`${SENDER.hostname}:${SENDER.port}`])
  })

  it('a name that resolves to this machine is not dialled by a public node', async () => {
    await using fake = await FakePeer.start()
    await using under = await NodeUnderTest.start({
      hostname: 'tower-1.example',
      listen: { host: '127.0.0.1' },
      sendrate: Number.POSITIVE_INFINITY,
    })
    await under.send({ sender: { hostname: 'localhost', port: fake.port } })
    await under.changes.until('it was not reached', () => Object.keys(under.node.getPeers().lost).length > 0)
    expect(fake.connections).toBe(0)
    expect(under.texts).toEqual(['"hello"'])
  })

  it('missing fields do not become localhost:443', async () => {
    await using under = await NodeUnderTest.start()
    for (const sender of [{}, { hostname: 'a.example' }, { port: 80 }]) {
      expect(await under.send({ sender })).toMatchObject({ status: 400 })
    }
    expect(under.peers).toEqual([])
    await under.expectAlive([])
  })
})

describe('S6: a sender that claims another address', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
  ])('claims to be this node as %s', async (hostname) => {
    await using under = await NodeUnderTest.start()
    for (const port of [under.port, String(under.port)]) {
      const answer = await under.send({ sender: { hostname, port } })
      expect(answer.status).toBe(403)
      expect(answer.body).toContain('claims to be this node')
      expect(await under.send({ sender: { hostname, port }, type: 'announce' })).toMatchObject({
        status: 403,
      })
      expect(await under.send({ friend: { hostname, port } })).toMatchObject({ status: 200 })
    }
    expect(under.peers).toEqual([`${SENDER.hostname}:${SENDER.port}`])
    await under.expectAlive(['"hello"', '"hello"'])
  })

  it.each(['tower-1.example', 'TOWER-1.Example', 'tower-1.example.', 'Tower-1.EXAMPLE.'])(
    'claims to be this node as %s',
    async (hostname) => {
      await using under = await NodeUnderTest.start({
        hostname: 'Tower-1.example',
        listen: { host: '127.0.0.1' },
      })
      for (const port of [under.port, String(under.port)]) {
        expect(await under.send({ sender: { hostname, port } }, { legacy: true })).toMatchObject({
          status: 403,
        })
      }
      expect(under.node.addPeer(hostname, under.port)).toBeUndefined()
      expect(await under.node.announce(hostname, under.port)).toBe(false)
      await under.expectAlive([])
      expect(under.peers).toEqual([`${SENDER.hostname}:${SENDER.port}`])
    },
  )

  it('an address that leads back to this node loses no message', async () => {
    await using under = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
    under.node.addPeer('localhost', under.port)
    under.node.enqueue('mine')
    await under.changes.until('it was tried', () => under.node.statistics().failed > 0)
    expect(under.texts).toEqual(['"mine"'])
    expect(under.node.statistics()).toMatchObject({ sent: 0, received: 0 })
  })

  it.each([
    ['Bad.Example', 666],
    ['bad.example.', '666'],
    ['BAD.EXAMPLE', 666],
  ])('is ignored in the spelling %s %s too', async (hostname, port) => {
    await using under = await NodeUnderTest.start()
    under.node.ignore('bad.example', 666)
    expect(await under.send({ sender: { hostname, port } })).toMatchObject({ status: 403 })
    expect(await under.send({ sender: { hostname, port } }, { legacy: true })).toMatchObject({ status: 403 })
    await under.expectAlive([])
  })
})

describe('S7: addresses with the same identifier', () => {
  it('are two peers: ignoring one does not ignore the other', async () => {
    await using under = await NodeUnderTest.start()
    // Host name and port are joined without a separator: both result in "10.0.0.118080".
    under.node.ignore('10.0.0.1', 18_080)
    expect(await under.send({ sender: { hostname: '10.0.0.1', port: 18_080 } })).toMatchObject({
      status: 403,
    })
    expect(await under.send({ sender: { hostname: '10.0.0.11', port: 8080 } })).toMatchObject({ status: 200 })
    expect(await under.send({ sender: { hostname: '10.0.0.1', port: 18_080 } })).toMatchObject({
      status: 403,
    })
    await under.expectAlive(['"hello"'])
  })

  it('are two peers: lifting the ban of one does not lift that of the other', async () => {
    await using under = await NodeUnderTest.start()
    under.node.ignore('10.0.0.1', 18_080)
    expect(under.node.unignore('10.0.0.11', 8080)).toBe(false)
    await under.send({ sender: { hostname: '10.0.0.11', port: 8080 } })
    expect(await under.send({ sender: { hostname: '10.0.0.1', port: 18_080 } })).toMatchObject({
      status: 403,
    })
    expect(under.node.unignore('10.0.0.1', 18_080)).toBe(true)
    expect(await under.send({ sender: { hostname: '10.0.0.1', port: 18_080 } })).toMatchObject({
      status: 200,
    })
  })

  it('are two peers: what a tap sends to one does not reach the other', async () => {
    await using network = await createNetwork({ nodes: ['a'], topology: 'none' })
    const node = network.node('a')
    const got: string[] = []
    for (const hostname of ['h1', 'h']) {
      const port = hostname === 'h' ? 18_080 : 8080
      const transport = network.memoryNetwork.transport({ hostname, capabilities: '1' })
      await transport.listen({ host: hostname, port }, ({ body }) => {
        if (body.includes('"secret"')) got.push(hostname)
        return { status: 200 }
      })
      await network.complete(node.announce(hostname, port))
    }
    const chosen = componentsOf(node).peers.find({ hostname: 'h', port: 18_080 })
    if (chosen === undefined) throw new Error('not in the table')
    node.hooks.beforeSend.tap('route', (departure) => {
      departure.peer = peerOf(chosen)
      return undefined
    })
    for (let count = 0; count < 10; count++) node.enqueue({ secret: count, text: 'secret' })
    await network.advance('1m')
    expect(got).toEqual(Array(10).fill('h'))
  })

  it.each([
    ['node1', '8001'],
    ['node18', '001'],
    [12, 34],
    [{}, {}],
  ])('%j and port %j are what they are, or nothing', async (hostname, port) => {
    await using under = await NodeUnderTest.start()
    const { status } = await under.send({ sender: { hostname, port } })
    expect(status).toBe(hostname === 'node1' ? 200 : 400)
    expect(under.peers).toEqual(hostname === 'node1' ? ['node1:8001'] : [])
  })
})

describe('S8: an impersonated peer', () => {
  it('receives nothing: the first key is pinned', async () => {
    const { port } = await (async () => {
      await using first = await NodeUnderTest.start()
      return { port: first.port }
    })()
    await using under = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
    {
      await using first = await NodeUnderTest.start({ port })
      under.node.addPeer('127.0.0.1', port)
      under.node.enqueue('to the first')
      await under.changes.until('it is there', () => under.node.statistics().sent === 1)
      expect(first.texts).toEqual(['"to the first"'])
    }
    await using impostor = await NodeUnderTest.start({ port, ...(await makeKeyPair()) })
    const reasons: string[] = []
    under.node.hooks.sendFailed.tap('test', ({ reason }) => {
      reasons.push(reason)
    })
    under.node.enqueue('secret')
    // The first attempt may meet the end of the old connection.
    await under.changes.until(
      () => `the key is refused; failures: ${reasons.join(' | ')}`,
      () => reasons.some((reason) => /key/.test(reason)),
    )
    expect(under.texts).toEqual(['"secret"'])
    expect(Object.keys(under.node.getPeers().lost)).toHaveLength(1)
    await impostor.expectAlive([])
  })

  it('is detected without disabling the checks of the whole process', async () => {
    await using under = await NodeUnderTest.start()
    await using other = await NodeUnderTest.start()
    expect(await under.node.announce('127.0.0.1', other.port)).toBe(true)
    expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
  })
})

describe('S10: what unknown peers could make grow', () => {
  it('the queue is bounded, and one sender gets half of it', async () => {
    await using under = await NodeUnderTest.start({ limits: { queueMessages: 5 } })
    const answers = async (senders: number): Promise<number[]> => {
      const sent = Array.from({ length: 20 }, (_, index) => {
        const sender = { hostname: `n${index % senders}.example`, port: 1 }
        return under.send({ message: index + 1, sender })
      })
      return (await Promise.all(sent)).map(({ status }) => status).sort()
    }
    expect(await answers(1)).toEqual([...Array(3).fill(200), ...Array(17).fill(503)])
    expect(await answers(20)).toEqual([...Array(2).fill(200), ...Array(18).fill(503)])
    expect(under.texts).toHaveLength(5)
  })

  it('the peer table is bounded, and no single source fills it', async () => {
    await using under = await NodeUnderTest.start({ limits: { peers: 100 } })
    for (let index = 0; index < 200; index++) {
      await under.send({
        type: 'announce',
        sender: { hostname: `host-${index}.net-${index}.example-${index}`, port: 80 },
        friend: { hostname: `host-${index}.lan-${index}.example-${index}`, port: 80 },
      })
    }
    // All come from this machine: it may fill a quarter of the table, and so may the addresses that
    // each sender named.
    expect(under.peers.length).toBeLessThanOrEqual(50)
    await under.expectAlive([])
  })
})

describe('S11, S12: a peer that never answers', () => {
  it('receives few requests, on one connection; the messages return to the queue, and it is lost', async () => {
    await using tarpit = await FakePeer.start()
    await using under = await NodeUnderTest.start({
      sendrate: Number.POSITIVE_INFINITY,
      limits: { requestMs: 500 },
    })
    const messages = Array.from({ length: 50 }, (_, index) => JSON.stringify(`message ${index}`))
    under.node.addPeer(tarpit.hostname, tarpit.port)
    for (const text of messages) under.node.enqueue(JSON.parse(text))
    await tarpit.changes.until('it receives a request', () => tarpit.arrived.length > 0)
    expect(tarpit.open).toBe(1)
    const { inFlight, queued } = under.node.statistics()
    expect(inFlight).toBeLessThanOrEqual(16)
    expect(inFlight + queued).toBe(messages.length)
    await under.changes.until('it is lost', () => Object.keys(under.node.getPeers().lost).length === 1)
    await under.changes.until('all are back', () => under.texts.length === messages.length)
    expect(under.texts.sort()).toEqual(messages.sort())
  })

  it('does not delay the others', async () => {
    await using tarpit = await FakePeer.start()
    await using other = await NodeUnderTest.start()
    await using under = await NodeUnderTest.start({
      sendrate: Number.POSITIVE_INFINITY,
      limits: { requestMs: 1_000 },
    })
    under.node.addPeer(tarpit.hostname, tarpit.port)
    under.node.addPeer('127.0.0.1', other.port)
    for (let index = 1; index <= 100; index++) under.node.enqueue(index)
    await other.changes.until('the others have all', () => other.texts.length === 100)
    expect(new Set(other.texts).size).toBe(100)
  })
})

describe('S13: many requests', () => {
  it('are rate-limited, and the sender keeps its messages', async () => {
    await using under = await NodeUnderTest.start({ limits: { requestsPerSecond: 10 } })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => under.send({ message: index + 1 })),
    )
    const taken = answers.filter(({ status }) => status === 200)
    const slowed = answers.filter(({ status }) => status === 429)
    expect(taken.length + slowed.length).toBe(answers.length)
    expect(slowed.length).toBeGreaterThan(0)
    expect(slowed.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true)
    expect(under.texts).toHaveLength(taken.length)
  })
})

describe('S13: a connection for each request, as old versions of Node do it', () => {
  it('counts as one request each', async () => {
    await using under = await NodeUnderTest.start({ limits: { requestsPerSecond: 1_000 } })
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => under.send({ message: index + 1 })),
    )
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    expect(under.texts).toHaveLength(300)
  })
})

describe('S14: an ignored sender', () => {
  it('reaches no tap and changes nothing', async () => {
    await using under = await NodeUnderTest.start()
    const seen: unknown[] = []
    under.node.hooks.received.tap('count', ({ message }) => {
      seen.push(message)
      return undefined
    })
    under.node.ignore('bad.example', 666)
    const before = under.peers
    const sender = { hostname: 'bad.example', port: 666 }
    expect(await under.send({ sender, friend: { hostname: 'worse.example', port: 1 } })).toMatchObject({
      status: 403,
    })
    expect(await under.send({ sender, type: 'announce' })).toMatchObject({ status: 403 })
    expect([under.peers, seen]).toEqual([before, []])
    await under.expectAlive([])
  })
})

describe('S15: malformed requests', () => {
  it('do not fill the log', async () => {
    await using under = await NodeUnderTest.start()
    for (let index = 0; index < 50; index++) {
      await under.post('null')
      await under.post('{', { legacy: true })
    }
    expect(under.lines).toEqual([])
    await under.expectAlive([])
  })
})

describe('S16: requests that do not come from a node', () => {
  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('%s is refused', async (method) => {
    await using under = await NodeUnderTest.start()
    const { status, headers } = await under.post(payloadText({}), { method })
    expect(status).toBe(405)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    await under.expectAlive([])
  })

  it.each([
    ['origin', 'https://page.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'none'],
  ])('what a page in a browser sends (%s: %s) is refused', async (name, value) => {
    await using under = await NodeUnderTest.start()
    for (const type of ['text/plain', 'application/json']) {
      const { status, headers } = await under.post(payloadText({}), {
        headers: { 'content-type': type, [name]: value },
      })
      expect(status).toBe(403)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    await under.expectAlive([])
  })

  it('a CORS preflight request is refused', async () => {
    await using under = await NodeUnderTest.start()
    const { status, headers } = await under.post('', {
      method: 'OPTIONS',
      headers: { origin: 'https://page.example', 'access-control-request-method': 'POST' },
    })
    expect(status).toBe(405)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    await under.expectAlive([])
  })
})
