import { describe, expect, it } from 'vitest'
import { drop, reject } from '../../src/index.js'
import { FakePeer } from './fake-peer.js'
import { NodeUnderTest, payloadText, SENDER } from './node-under-test.js'
import { exchange, head, statuses } from './raw.js'

/**
 * Cases in which clacks-p2p loses, corrupts or duplicates messages, numbered as in the list of its
 * defects.
 */

const FAST = { sendrate: Number.POSITIVE_INFINITY }
const DELIVERED = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'

/** Carries one message to another node, and returns the JSON texts that arrive there. */
async function carried(json: string): Promise<string[]> {
  await using other = await NodeUnderTest.start()
  await using under = await NodeUnderTest.start(FAST)
  under.node.addPeer('127.0.0.1', other.port)
  const body = `{"message":${json},"type":"message","sender":${JSON.stringify(SENDER)}}`
  under.node.ignore('unused.example', 1)
  expect(await under.post(body)).toMatchObject({ status: 200 })
  await other.changes.until('it is passed on', () => other.texts.length > 0)
  await under.changes.until('it is gone here', () => under.node.statistics().sent === 1)
  expect(under.texts).toEqual([])
  return other.texts
}

describe('D1: a body larger than a TLS record', () => {
  it.each([16_000, 16_384, 16_385, 32_768, 200_000, 1_000_000])(
    'of %i bytes arrives unchanged',
    async (bytes) => {
      const json = JSON.stringify('x'.repeat(bytes))
      expect(await carried(json)).toEqual([json])
    },
  )

  it('split within a multi-byte character arrives unchanged', async () => {
    await using under = await NodeUnderTest.start()
    const message = `${'é台😀'.repeat(10_000)}`
    const body = Buffer.from(payloadText({ message }))
    const pieces = Array.from({ length: Math.ceil(body.length / 1_001) }, (_, index) =>
      body.subarray(index * 1_001, (index + 1) * 1_001),
    )
    const text = await exchange(under.port, head({ 'content-length': body.length }), ...pieces)
    expect(statuses(text)).toEqual([200])
    await under.expectAlive([JSON.stringify(message)])
  })
})

describe('D2: text that is not ASCII', () => {
  it.each(['"café"', '"台灣 😀"', '{"naïve":"Größe"}', String.raw`"caf\u00e9"`])(
    '%s arrives unchanged',
    async (json) => {
      expect(await carried(json)).toEqual([json])
    },
  )
})

describe('D3: no peer to send to', () => {
  it('the message stays in the queue', async () => {
    await using under = await NodeUnderTest.start(FAST)
    under.node.enqueue('patient')
    under.node.ignore('bad.example', 1)
    expect(await under.post('null')).toMatchObject({ status: 400 })
    expect([under.texts, under.node.inFlightMessages()]).toEqual([['"patient"'], []])
    await using other = await NodeUnderTest.start()
    under.node.addPeer('127.0.0.1', other.port)
    await other.changes.until('it arrives', () => other.texts.length === 1)
  })
})

describe('D4: an interrupted answer', () => {
  it.each([
    ['before it begins', ''],
    ['in its first line', 'HTTP/1.1 2'],
    ['in its headers', 'HTTP/1.1 200 OK\r\ncontent-len'],
    ['in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'],
    ['with something that is not an answer', 'hello\r\n\r\n'],
  ])('%s leaves the message here', async (_, answer) => {
    await using fake = await FakePeer.start((socket) => socket.once('data', () => socket.end(answer)))
    await using under = await NodeUnderTest.start(FAST)
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('unsure')
    await under.changes.until('it failed', () => under.node.statistics().failed === 1)
    expect(under.texts).toEqual(['"unsure"'])
    expect(Object.keys(under.node.getPeers().lost)).toHaveLength(1)
  })

  it('or one with extra content is applied', async () => {
    await using fake = await FakePeer.start((socket) =>
      socket.once('data', () => socket.end(`${DELIVERED}and more, and more`)),
    )
    await using under = await NodeUnderTest.start(FAST)
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('once')
    await under.changes.until('it is settled', () => under.node.statistics().sent === 1)
    expect([under.texts, under.node.statistics().inFlight]).toEqual([[], 0])
  })

  it.each([
    100, 199, 201, 202, 204, 206, 301, 307, 400, 401, 403, 404, 405, 413, 418, 422, 429, 500, 502, 503, 504,
    599, 999,
  ])('status %i leaves the message here', async (status) => {
    await using fake = await FakePeer.start((socket) =>
      socket.once('data', () =>
        socket.end(
          `HTTP/1.1 ${status} x\r\nlocation: https://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
        ),
      ),
    )
    await using under = await NodeUnderTest.start(FAST)
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('kept')
    await under.changes.until('it failed', () => under.node.statistics().failed >= 1)
    expect(under.node.statistics().sent).toBe(0)
    expect([
      ...under.texts,
      ...under.node.inFlightMessages().map((message) => JSON.stringify(message)),
    ]).toEqual(['"kept"'])
  })

  it('without an end is aborted', async () => {
    const flood = 'x'.repeat(65_536)
    await using fake = await FakePeer.start((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nclacks-caps: 1\r\ntransfer-encoding: chunked\r\n\r\n')
        const write = (): void => {
          if (!socket.destroyed) socket.write(`10000\r\n${flood}\r\n`, write)
        }
        write()
      }),
    )
    await using under = await NodeUnderTest.start({ ...FAST, limits: { requestMs: 1_000 } })
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('kept')
    await under.changes.until('it is settled', () => {
      const { sent, failed } = under.node.statistics()
      return sent + failed === 1
    })
    const { sent } = under.node.statistics()
    expect(under.texts).toHaveLength(1 - sent)
  })
})

describe('D5: a node that stops while it is sending', () => {
  it('still has the message', async () => {
    await using fake = await FakePeer.start()
    await using under = await NodeUnderTest.start({ ...FAST, limits: { drainMs: 100 } })
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('not gone')
    await fake.changes.until('it is on its way', () => fake.arrived.includes('not gone'))
    expect(under.node.inFlightMessages()).toEqual(['not gone'])
    await under.node.stop()
    expect([under.texts, under.node.inFlightMessages()]).toEqual([['"not gone"'], []])
  })

  it('waits for the answer', async () => {
    await using fake = await FakePeer.start((socket, peer) => {
      void peer.changes.until('the node stops', () => stopping).then(() => socket.write(DELIVERED))
    })
    let stopping = false
    await using under = await NodeUnderTest.start(FAST)
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('just in time')
    await fake.changes.until('it is on its way', () => fake.arrived.includes('just in time'))
    const stopped = under.node.stop()
    stopping = true
    fake.changes.notify()
    await stopped
    expect([under.texts, under.node.statistics().sent]).toEqual([[], 1])
  })

  it('accepts no more messages, and answers 503', async () => {
    await using under = await NodeUnderTest.start()
    under.node.hooks.stopping.tapPromise('late', async () => {
      expect(await under.send({ message: 1 })).toMatchObject({ status: 200 })
    })
    await under.node.stop()
    expect(under.texts).toEqual(['1'])
  })
})

describe('D6: a lost answer', () => {
  const repeated = { headers: { 'clacks-transfer': 'run.7' } }

  it('a repeated transfer is answered again, and queued once', async () => {
    await using under = await NodeUnderTest.start()
    for (let time = 0; time < 5; time++) {
      expect(await under.send({ message: 'again' }, repeated)).toMatchObject({ status: 200 })
    }
    expect(under.node.statistics().received).toBe(1)
    await under.expectAlive(['"again"'])
  })

  it('a transfer repeated while a tap is running is not queued twice', async () => {
    await using under = await NodeUnderTest.start()
    const thinking: (() => void)[] = []
    under.node.hooks.received.tapPromise('slow', async () => {
      await new Promise<void>((resolve) => {
        thinking.push(resolve)
        under.changes.notify()
      })
      return undefined
    })
    const first = under.send({ message: 'twice' }, repeated)
    await under.changes.until('the tap thinks', () => thinking.length === 1)
    expect(await under.send({ message: 'twice' }, repeated)).toMatchObject({ status: 503 })
    for (const done of thinking) done()
    expect(await first).toMatchObject({ status: 200 })
    expect(await under.send({ message: 'twice' }, repeated)).toMatchObject({ status: 200 })
    expect(under.texts).toEqual(['"twice"'])
  })

  it('the same content in another transfer, or from another sender, is another message', async () => {
    await using under = await NodeUnderTest.start()
    await under.send({ message: 'same' }, repeated)
    await under.send({ message: 'same' }, { headers: { 'clacks-transfer': 'run.8' } })
    await under.send({ message: 'same', sender: { hostname: 'other.example', port: 80 } }, repeated)
    await under.send({ message: 'same' })
    await under.expectAlive(['"same"', '"same"', '"same"', '"same"'])
  })

  it('a lost answer between two clacks nodes makes no second copy', async () => {
    await using other = await NodeUnderTest.start()
    // A proxy that aborts the first connection as soon as the node behind it
    // has answered.
    await using under = await NodeUnderTest.start(FAST)
    let lost = 0
    const transfers: string[] = []
    await using between = await FakePeer.start((socket) => {
      socket.on('data', (piece: string) => {
        const [, body = ''] = piece.split('\r\n\r\n')
        const transfer = /clacks-transfer: (\S+)/i.exec(piece)?.[1]
        if (transfer !== undefined) transfers.push(transfer)
        const headers = { 'clacks-transfer': transfer }
        void other.post(body, { headers }).then(({ status }) => {
          if (body.includes('"type":"message"') && lost++ === 0) socket.destroy()
          else socket.write(`HTTP/1.1 ${status} x\r\nclacks-caps: 1\r\ncontent-length: 0\r\n\r\n`)
        })
      })
    })
    expect(await under.node.announce(between.hostname, between.port)).toBe(true)
    under.node.enqueue('one copy')
    await under.changes.until('it is delivered', () => under.node.statistics().sent === 1)
    expect([lost, new Set(transfers).size, transfers.length]).toEqual([2, 1, 2])
    expect([under.texts, other.texts]).toEqual([[], ['"one copy"']])
  })
})

describe('D7: falsy messages', () => {
  it('zero is a message like any other', async () => {
    expect(await carried('0')).toEqual(['0'])
  })
})

describe('D8: a payload of an unknown type', () => {
  it.each(['Message', 'batch', '', undefined])('%s is refused: its sender keeps it', async (type) => {
    await using under = await NodeUnderTest.start()
    expect(await under.send({ type })).toMatchObject({ status: 400 })
    expect(await under.send({ type }, { legacy: true })).toMatchObject({ status: 400 })
    await under.expectAlive([])
  })
})

describe('D9: callbacks that throw', () => {
  const crash = (): never => {
    throw new Error('callback')
  }

  it('in a tap of `queued` do no harm: the message is accepted and queued once', async () => {
    await using under = await NodeUnderTest.start()
    under.node.hooks.queued.tap('crash', crash)
    under.node.hooks.peerDiscovered.tap('crash', crash)
    under.node.hooks.peerUpdated.tap('crash', crash)
    under.node.hooks.discarded.tap('crash', crash)
    under.node.hooks.announced.tap('crash', crash)
    expect(await under.send({ type: 'announce' })).toMatchObject({ status: 200 })
    expect(await under.send({ message: null })).toMatchObject({ status: 200 })
    expect(under.node.enqueue('mine')).toBe(true)
    await under.expectAlive(['"mine"'])
  })

  it('in a tap of `received` refuse the message: its sender keeps it, and may retry', async () => {
    await using under = await NodeUnderTest.start()
    let broken = true
    under.node.hooks.received.tap('crash', () => (broken ? crash() : undefined))
    const unusual = { headers: { 'clacks-transfer': 'run.9' } }
    expect(await under.send({ message: 'kept' }, unusual)).toMatchObject({ status: 500 })
    expect(await under.send({ message: 'kept' }, { legacy: true })).toMatchObject({ status: 500 })
    expect(under.texts).toEqual([])
    broken = false
    expect(await under.send({ message: 'kept' }, unusual)).toMatchObject({ status: 200 })
    await under.expectAlive(['"kept"'])
  })

  it('while sending leave the message here or at the peer, never both', async () => {
    await using other = await NodeUnderTest.start()
    await using under = await NodeUnderTest.start(FAST)
    under.node.hooks.sent.tap('crash', crash)
    under.node.hooks.sendFailed.tap('crash', crash)
    under.node.hooks.peerUpdated.tap('crash', crash)
    under.node.addPeer('127.0.0.1', other.port)
    under.node.enqueue('once')
    await other.changes.until('it arrives', () => other.texts.length === 1)
    await under.changes.until('it is settled', () => under.node.statistics().sent === 1)
    expect([under.texts, under.node.statistics().inFlight]).toEqual([[], 0])
    await other.expectAlive(['"once"'])
  })
})

describe('D10: a message that a plugin discards', () => {
  it('is answered 200, counted and reported', async () => {
    await using under = await NodeUnderTest.start()
    const discards: unknown[] = []
    under.node.hooks.discarded.tap('test', (discard) => {
      discards.push(discard)
    })
    under.node.hooks.received.tap('wall', ({ message }) =>
      message === 'bad' ? drop('stonewalled') : undefined,
    )
    expect(await under.send({ message: 'bad' })).toMatchObject({ status: 200 })
    expect(discards).toEqual([{ message: 'bad', json: '"bad"', reason: 'stonewalled', direction: 'in' }])
    expect(under.node.statistics()).toMatchObject({ discarded: 1, received: 0, refused: 0 })
    await under.expectAlive([])
  })
})

describe('D11: a message that a peer refuses', () => {
  it.each([400, 403, 413, 422])(
    'with %i is not sent there again at once; the peer is alive, and gets others',
    async (status) => {
      await using other = await NodeUnderTest.start()
      other.node.hooks.received.tap('strict', ({ message }) =>
        message === 'bad' ? reject(status) : undefined,
      )
      await using under = await NodeUnderTest.start(FAST)
      under.node.addPeer('127.0.0.1', other.port)
      under.node.enqueue('bad')
      for (let index = 0; index < 20; index++) under.node.enqueue(`good ${index}`)
      await other.changes.until('the good ones arrive', () => other.texts.length === 20)
      await under.changes.until('they are settled', () => under.node.statistics().sent === 20)
      expect(under.node.statistics()).toMatchObject({ sent: 20, failed: 1 })
      expect(under.texts).toEqual(['"bad"'])
      expect(Object.keys(under.node.getPeers().alive)).toHaveLength(1)
    },
  )

  it('is sent to another peer, which accepts it', async () => {
    await using strict = await NodeUnderTest.start()
    strict.node.hooks.received.tap('strict', () => reject())
    await using other = await NodeUnderTest.start()
    await using under = await NodeUnderTest.start(FAST)
    under.node.addPeer('127.0.0.1', strict.port)
    under.node.addPeer('127.0.0.1', other.port)
    for (let index = 1; index <= 20; index++) under.node.enqueue(index)
    await other.changes.until('the other has all', () => other.texts.length === 20)
    expect(strict.texts).toEqual([])
    expect(Object.keys(under.node.getPeers().lost)).toEqual([])
  })
})

describe('D12: the text of a message', () => {
  it.each([
    '12345678901234567890',
    '{"id":9007199254740993}',
    '1.0',
    '1e400',
    '-0',
    '{"b":1,"a":2,"10":3,"2":4}',
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1}}',
    String.raw`"\ud800"`,
    '[ 1 , 2 ]',
  ])('%s is passed on unchanged', async (json) => {
    expect(await carried(json)).toEqual([json])
  })
})

describe('D13: a message that comes back', () => {
  it('is not counted twice', async () => {
    await using fake = await FakePeer.start((socket) => socket.once('data', () => socket.destroy()))
    await using under = await NodeUnderTest.start(FAST)
    const queued: unknown[] = []
    under.node.hooks.queued.tap('count', (message) => {
      queued.push(message)
    })
    under.node.addPeer(fake.hostname, fake.port)
    under.node.enqueue('boomerang')
    await under.changes.until('it came back twice', () => under.node.statistics().failed >= 2)
    expect(queued).toEqual(['boomerang'])
    expect(under.node.statistics()).toMatchObject({ enqueued: 1, received: 0 })
  })
})
