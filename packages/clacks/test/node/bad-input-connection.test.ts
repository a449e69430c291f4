import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { NodeUnderTest, payloadText } from './node-under-test.js'
import { exchange, head, openTcp, openTls, statuses, untilEnd } from './raw.js'

const MIB = 2 ** 20

describe('a body', () => {
  it('S9: of the maximum size is accepted, and one byte more is refused', async () => {
    await using under = await NodeUnderTest.start({ limits: { bodyBytes: 100_000, messageBytes: 100_000 } })
    const frame = payloadText({ message: '' }).length
    const largest = 'x'.repeat(100_000 - frame)
    expect(await under.send({ message: largest })).toMatchObject({ status: 200 })
    expect(await under.send({ message: `${largest}x` })).toMatchObject({ status: 413 })
    expect(await under.send({ message: `${largest}x` }, { legacy: true })).toMatchObject({ status: 413 })
    await under.expectAlive([JSON.stringify(largest)])
  })

  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  it.each([
    ['announced', head({ 'content-length': 100 * MIB }), ''],
    ['chunked', head({ 'transfer-encoding': 'chunked' }), chunk.repeat(17)],
  ])('S9: of 100 MB, %s, is refused before all of it has arrived', async (_, start, body) => {
    await using under = await NodeUnderTest.start()
    expect(statuses(await exchange(under.port, start + body))).toEqual([413])
    await under.expectAlive([])
  })

  it.each([
    ['announced', head({ 'content-length': 100 * MIB }), 'x'.repeat(65_536)],
    ['chunked', head({ 'transfer-encoding': 'chunked' }), chunk],
  ])('S9: of 100 MB, %s, is not read from a sender that does not listen', async (_, start, piece) => {
    await using under = await NodeUnderTest.start()
    const socket = await openTls(under.port)
    const ended = untilEnd(socket)
    let written = 0
    socket.write(start)
    while (!socket.destroyed && written < 100 * MIB) {
      written += piece.length
      if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), ended]).catch(() => {})
    }
    await ended
    expect(written).toBeLessThan(50 * MIB)
    await under.expectAlive([])
  })

  it('that never ends times out', async () => {
    await using under = await NodeUnderTest.start({ limits: { requestMs: 300 } })
    const text = await exchange(under.port, head({ 'content-length': 1_000 }), payloadText({}))
    expect(statuses(text)).toEqual([408])
    await under.expectAlive([])
  })

  it('that trickles in times out', async () => {
    await using under = await NodeUnderTest.start({ limits: { requestMs: 300 } })
    const socket = await openTls(under.port)
    const answer = untilEnd(socket)
    socket.write(head({ 'content-length': 100_000 }))
    const trickle = setInterval(() => socket.write('x'), 20)
    const text = await answer
    clearInterval(trickle)
    expect(statuses(text)).toEqual([408])
    await under.expectAlive([])
  })

  it('whose sender disconnects halfway has no effect', async () => {
    await using under = await NodeUnderTest.start()
    for (const leave of ['destroy', 'end'] as const) {
      const socket = await openTls(under.port)
      const ended = untilEnd(socket)
      await new Promise((resolve) =>
        socket.write(head({ 'content-length': 1_000 }) + payloadText({}), resolve),
      )
      socket[leave]()
      await ended
    }
    await under.expectAlive([])
  })

  it('in many pieces, split anywhere, arrives complete', async () => {
    await using under = await NodeUnderTest.start()
    const text = payloadText({ message: 'Größe 台灣 😀' })
    const body = Buffer.from(text)
    const socket = await openTls(under.port)
    const answer = untilEnd(socket)
    socket.setNoDelay()
    socket.write(head({ 'content-length': body.length }))
    for (const byte of body) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve))
    expect(statuses(await answer)).toEqual([200])
    await under.expectAlive(['"Größe 台灣 😀"'])
  })

  it('that is compressed is not decompressed', async () => {
    await using under = await NodeUnderTest.start()
    const bomb = gzipSync(Buffer.alloc(20 * MIB, ' '))
    const answer = await under.post(bomb, { headers: { 'content-encoding': 'gzip' } })
    expect(answer.status).toBe(415)
    await under.expectAlive([])
  })
})

describe('a head', () => {
  it('with 10,000 headers is refused', async () => {
    await using under = await NodeUnderTest.start()
    const more = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'y']))
    const text = await exchange(under.port, head({ ...more, 'content-length': 2 }), '{}')
    expect(statuses(text)).toEqual([431])
    await under.expectAlive([])
  })

  it('of 100 KB is refused', async () => {
    await using under = await NodeUnderTest.start()
    const text = await exchange(
      under.port,
      head({ 'x-long': 'y'.repeat(100_000), 'content-length': 2 }),
      '{}',
    )
    expect(statuses(text)).toEqual([431])
    await under.expectAlive([])
  })

  it('that never ends times out', async () => {
    await using under = await NodeUnderTest.start({ limits: { requestMs: 300 } })
    const text = await exchange(under.port, 'POST / HTTP/1.1\r\nhost: tower.example\r\n')
    expect(statuses(text)).toEqual([408])
    await under.expectAlive([])
  })

  const body = payloadText({})
  it.each<[string, string]>([
    ['a negative length', head({ 'content-length': -1 }) + body],
    ['a length that is not a number', head({ 'content-length': 'abc' }) + body],
    ['two lengths', head({ 'content-length': `${body.length}\r\ncontent-length: 3` }) + body],
    [
      'a length and chunks',
      `${head({ 'content-length': body.length, 'transfer-encoding': 'chunked' })}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['a broken chunk', `${head({ 'transfer-encoding': 'chunked' })}zz\r\n${body}`],
    ['a header name with a space', `${head({ 'x y': '1', 'content-length': body.length })}${body}`],
    ['a NUL in a header', `${head({ x: 'a\0b', 'content-length': body.length })}${body}`],
    ['no HTTP', 'EHLO tower.example\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('with %s ends the connection', async (_, bytes) => {
    await using under = await NodeUnderTest.start()
    expect(statuses(await exchange(under.port, bytes))).toEqual([400])
    await under.expectAlive([])
  })

  it('with `Expect: 100-continue` is answered', async () => {
    await using under = await NodeUnderTest.start()
    const text = await exchange(
      under.port,
      head({ 'content-length': body.length, expect: '100-continue' }),
      body,
    )
    expect(statuses(text)).toEqual([100, 200])
    await under.expectAlive(['"hello"'])
  })

  it('with long or unknown extension headers is accepted', async () => {
    await using under = await NodeUnderTest.start()
    const headers = { 'clacks-caps': 'x'.repeat(5_000), 'clacks-transfer': 'y'.repeat(5_000) }
    expect(await under.send({ message: 1 }, { headers })).toMatchObject({ status: 200 })
    expect(await under.send({ message: 1 }, { headers })).toMatchObject({ status: 200 })
    await under.expectAlive(['1', '1'])
  })
})

describe('a connection', () => {
  it('that sends garbage instead of TLS is closed', async () => {
    await using under = await NodeUnderTest.start()
    const garbage = [
      randomBytes(1_000),
      Buffer.alloc(1_000),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.concat([Buffer.from([22, 3, 1, 0x40, 0]), randomBytes(0x4000)]),
      Buffer.concat([Buffer.from([22, 3, 1, 0xff, 0xff]), randomBytes(100)]),
    ]
    for (const bytes of garbage) {
      const socket = await openTcp(under.port)
      const ended = untilEnd(socket)
      socket.end(bytes)
      await ended
    }
    await under.expectAlive([])
  })

  it('that sends garbage after the handshake is closed', async () => {
    await using under = await NodeUnderTest.start()
    const letters = Buffer.alloc(10_000, 'x')
    for (const bytes of [letters, Buffer.alloc(10_000), Buffer.from('\r\n\r\n\r\nx\r\n\r\n')]) {
      expect(statuses(await exchange(under.port, bytes))).toEqual([400])
    }
    await under.expectAlive([])
  })

  it('with an old version of TLS is refused', async () => {
    await using under = await NodeUnderTest.start()
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' } as const
    await expect(openTls(under.port, old)).rejects.toThrow()
    await under.expectAlive([])
  })

  it('that is idle blocks nobody, nor do a few hundred of them', async () => {
    await using under = await NodeUnderTest.start()
    const idle = await Promise.all(Array.from({ length: 300 }, () => openTcp(under.port)))
    const shaken = await Promise.all(Array.from({ length: 50 }, () => openTls(under.port)))
    await under.expectAlive([])
    for (const socket of [...idle, ...shaken]) socket.destroy()
  })

  it('that is open when the node stops is closed', async () => {
    await using under = await NodeUnderTest.start()
    const ended = [await openTcp(under.port), await openTls(under.port)].map(untilEnd)
    await under.node.stop()
    expect(await Promise.all(ended)).toEqual(['', ''])
  })
})
