import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { BATCH_TYPE } from '../../src/wire/batch.js'
import { NodeUnderTest, SENDER } from './node-under-test.js'
import type { Received, Unusual } from './post.js'
import { exchange, head, openTls, statuses, untilEnd } from './raw.js'

const BATCH: Unusual = { headers: { 'content-type': BATCH_TYPE, 'clacks-caps': '2' } }
const ENVELOPE = JSON.stringify({ type: 'batch', sender: SENDER, transfer: 'run.b' })
const lines = (...texts: readonly string[]) => [ENVELOPE, ...texts, ''].join('\n')
const refusedIn = ({ body }: Received): unknown => JSON.parse(body).refused

describe('a batch over HTTPS', () => {
  it('is accepted, and answered without a body', async () => {
    await using under = await NodeUnderTest.start()
    expect(await under.post(lines('1', '"é"'), BATCH)).toMatchObject({ status: 200, body: '' })
    await under.expectAlive(['1', '"é"'])
  })

  it.each(['application/x-ndjson; charset=utf-8', 'application/x-ndjson'])(
    'of the type %s is one',
    async (type) => {
      await using under = await NodeUnderTest.start()
      expect(await under.post(lines('1'), { headers: { 'content-type': type } })).toMatchObject({
        status: 200,
      })
      await under.expectAlive(['1'])
    },
  )

  it('that ends in the middle of a line is accepted up to there', async () => {
    await using under = await NodeUnderTest.start()
    const answer = await under.post(lines('1', '{"a":"b"}').slice(0, -4), BATCH)
    expect([answer.status, refusedIn(answer)]).toEqual([
      200,
      [expect.objectContaining({ at: 1, status: 400 })],
    ])
    await under.expectAlive(['1'])
  })

  it.each([
    ['10,000 lines', lines(...Array.from({ length: 10_000 }, () => '1'))],
    ['10,000 empty lines', lines(...Array.from({ length: 10_000 }, () => ''))],
    ['one giant line', lines(`"${'x'.repeat(2 ** 20)}"`)],
  ])('with %s is refused as a whole', async (_, body) => {
    await using under = await NodeUnderTest.start()
    expect(await under.post(body, BATCH)).toMatchObject({ status: 413 })
    await under.expectAlive([])
  })

  it('whose length is a lie is not looked at, or in part', async () => {
    await using under = await NodeUnderTest.start()
    const body = lines('1', '2')
    const length = Buffer.byteLength(body)
    const type = { 'content-type': BATCH_TYPE, 'clacks-caps': '2' }
    // Shorter: what is left over is not a request.
    const short = await exchange(under.port, head({ ...type, 'content-length': length - 2 }), body)
    expect(statuses(short)[0]).toBe(200)
    expect(under.texts).toEqual(['1'])
    // Longer: it never comes in full.
    const socket = await exchangeAndEnd(
      under.port,
      head({ ...type, 'content-length': length + 5 }) + lines('3'),
    )
    expect(socket).not.toContain('200')
    await under.expectAlive(['1'])
  })
})

async function exchangeAndEnd(port: number, text: string): Promise<string> {
  const socket = await openTls(port)
  const all = untilEnd(socket)
  socket.end(text)
  return all
}

/** What a proxy does with a connection. */
type Treatment = 'pass' | 'cut in the request' | 'cut before the answer'

/** Passes bytes between a node and its peer, and cuts the first connections. */
async function cuttingProxy(to: () => number, treatments: Treatment[]) {
  const sockets = new Set<Socket>()
  const server = createServer((incoming) => {
    const outgoing = connect(to(), '127.0.0.1')
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    const cut = (): void => {
      incoming.destroy()
      outgoing.destroy()
    }
    let sent = 0
    let treatment: Treatment | undefined
    incoming.on('data', (piece) => {
      sent += piece.length
      // The announce and the handshake are small: what follows is a batch.
      if (sent > 8_000 && treatment === undefined) treatment = treatments.shift() ?? 'pass'
      if (treatment === 'cut in the request') cut()
      else outgoing.write(piece)
    })
    outgoing.on('data', (piece) => {
      if (treatment === 'cut before the answer') cut()
      else incoming.write(piece)
    })
    incoming.on('end', () => outgoing.end())
    outgoing.on('end', () => incoming.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy is not listening.')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

it('messages arrive once each, whatever connections are cut', async () => {
  await using receiver = await NodeUnderTest.start()
  await using sender = await NodeUnderTest.start({ sendrate: Number.POSITIVE_INFINITY })
  const treatments: Treatment[] = ['cut before the answer', 'cut in the request']
  await using proxy = await cuttingProxy(() => receiver.port, treatments)
  // Under its own address it would be another peer: a message that one has taken could go to both.
  sender.node.ignore('127.0.0.1', receiver.port)
  expect(await sender.node.announce('127.0.0.1', proxy.port)).toBe(true)
  const messages = Array.from({ length: 500 }, (_, number) => `${number} ${'x'.repeat(100)}`)
  for (const message of messages) sender.node.enqueue(message)
  await sender.changes.until('all are sent', () => sender.node.statistics().sent === messages.length)
  expect(treatments).toEqual([])
  expect(sender.node.statistics().failed).toBeGreaterThan(100)
  const arrived = receiver.texts.map((text): unknown => JSON.parse(text))
  expect(arrived).toHaveLength(messages.length)
  expect(new Set(arrived)).toEqual(new Set(messages))
})
