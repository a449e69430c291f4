import { describe, expect, it } from 'vitest'
import { drop, reject, split } from '../../src/hooks/verdict.js'
import type { QueueStore } from '../../src/queue/queue-store.js'
import type { InboundRequest } from '../../src/transport/transport.js'
import { BATCH_TYPE } from '../../src/wire/batch.js'
import { makeReceiver, SENDER } from './make-receiver.js'

/** A receiver, and batches for it. */
function makeBatches(...args: Parameters<typeof makeReceiver>) {
  const under = makeReceiver(...args)
  const post = (body: string, over: Partial<InboundRequest> = {}) =>
    under.receive(body, { contentType: BATCH_TYPE, caps: '2', ...over })
  const batch = (lines: readonly string[], transfer = 'run.b', over: Partial<InboundRequest> = {}) =>
    post([JSON.stringify({ type: 'batch', sender: SENDER, transfer }), ...lines, ''].join('\n'), over)
  return { ...under, post, batch }
}

const refusedIn = ({ body = '{}' }: { body?: string }): unknown => JSON.parse(body).refused

describe('a batch', () => {
  it('queues each message with the text that came, and its sender is alive', async () => {
    const { batch, queued, peers, counters } = makeBatches()
    const texts = ['{"id":12345678901234567890}', '"é"', '[1.0, 2]', '0']
    expect(await batch(texts)).toEqual({ status: 200 })
    expect(queued()).toEqual(texts)
    expect(peers.find(SENDER)?.status).toBe('alive')
    expect(counters).toMatchObject({ received: 4, refused: 0 })
  })

  it('need not end with a line break', async () => {
    const { post, queued } = makeBatches()
    await post(`${JSON.stringify({ type: 'batch', sender: SENDER })}\n1\n2`)
    expect(queued()).toEqual(['1', '2'])
  })

  it('without Clacks-Caps is not taken for one of a legacy peer: nothing is discarded', async () => {
    const { batch, hooks, discards, queue } = makeBatches()
    hooks.received.tap('picky', () => reject(422, 'no'))
    expect(refusedIn(await batch(['1', '2'], 'x', { caps: undefined }))).toMatchObject([
      { at: 0, status: 422 },
      { at: 1, status: 422 },
    ])
    expect([discards.length, queue.size]).toEqual([0, 0])
  })

  it('says which messages it refuses, with the meaning of a status, and queues the others', async () => {
    const { batch, queued, counters } = makeBatches({ limits: { messageBytes: 20 } })
    const reply = await batch(['1', 'nope', '', `"${'x'.repeat(30)}"`, '5'])
    expect(reply.status).toBe(200)
    expect(refusedIn(reply)).toMatchObject([
      { at: 1, status: 400, reason: expect.stringContaining('nope') },
      { at: 2, status: 400 },
      { at: 3, status: 413, reason: expect.stringContaining('20') },
    ])
    expect(queued()).toEqual(['1', '5'])
    expect(counters).toMatchObject({ received: 2, refused: 3 })
  })

  it.each([
    ['two halves of a value', ['[1', '2]']],
    ['two halves of two values', ['[1', '2],3']],
    ['a string over two lines', ['"a', 'b"']],
    ['two values', ['1 2', '3,4']],
  ])('of lines that only together are JSON, %s, is refused line by line', async (_, lines) => {
    const { batch, queued } = makeBatches()
    expect(refusedIn(await batch(lines))).toMatchObject(lines.map((_, at) => ({ at, status: 400 })))
    expect(queued()).toEqual([])
  })

  it.each([
    ['is empty', ''],
    ['has no messages', `${JSON.stringify({ type: 'batch', sender: SENDER })}\n`],
    ['has no envelope', '1\n2\n'],
    ['has an envelope of another type', `${JSON.stringify({ type: 'message', sender: SENDER })}\n1\n`],
    ['has no sender', '{"type":"batch"}\n1\n'],
    ['ends in its envelope', '{"type":"batch","sen'],
    ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x0a])],
  ])('that %s is refused as a whole', async (_, body) => {
    const { receive, queue } = makeBatches()
    const reply = await receive(body.toString(), {
      contentType: BATCH_TYPE,
      ...(typeof body !== 'string' && { body }),
    })
    expect([reply.status, queue.size]).toEqual([400, 0])
  })

  it('with more messages than the limit is refused as a whole', async () => {
    const { batch, queue } = makeBatches({ limits: { batchMessages: 3 } })
    expect((await batch(['1', '2', '3', '4'])).status).toBe(413)
    expect((await batch(Array.from({ length: 10_000 }, () => ''))).status).toBe(413)
    expect(queue.size).toBe(0)
    expect(await batch(['1', '2', '3'])).toEqual({ status: 200 })
  })

  it('of which nothing can be taken now is answered like one message, so that the peer rests', async () => {
    const { batch } = makeBatches({ limits: { queueMessages: 2 } })
    await batch(['1'], 'a')
    expect(await batch(['2', '3'], 'b')).toEqual({ status: 503, retryAfter: 1 })
  })

  it('takes what there is room for', async () => {
    const { batch, queued } = makeBatches({ limits: { queueMessages: 4 } })
    expect(refusedIn(await batch(['1', '2', '3', '4']))).toEqual([
      { at: 2, status: 503, retryAfter: 1 },
      { at: 3, status: 503, retryAfter: 1 },
    ])
    expect(queued()).toEqual(['1', '2'])
  })

  it('carries friends beside refusals', async () => {
    const { post, peers } = makeBatches()
    const friend = peers.add({ hostname: 'friend', port: 1 }, 'a')
    if (friend === undefined) throw new Error('not added')
    peers.noteAnswer(friend)
    peers.noteReached(friend, '203.0.113.1')
    const envelope = { type: 'batch', sender: SENDER, friends: [] }
    const reply = await post(`${JSON.stringify(envelope)}\n1\nx\n`)
    expect(JSON.parse(reply.body ?? '')).toMatchObject({
      friends: [{ hostname: 'friend', port: 1 }],
      refused: [{ at: 1, status: 400 }],
    })
  })

  it('that comes again is answered again, and queued once', async () => {
    const { batch, queued } = makeBatches()
    await batch(['1', '2'])
    expect(await batch(['1', '2'])).toEqual({ status: 200 })
    expect(queued()).toEqual(['1', '2'])
  })

  it('that comes again is recognised message by message', async () => {
    const { batch, queued } = makeBatches()
    await batch(['1', 'x', '3'])
    await batch(['1', '2', '3'])
    expect(queued()).toEqual(['1', '3', '2'])
  })

  it('has the transfers NAME.0, NAME.1, which count in a request of one message, too', async () => {
    const { batch, send, queued } = makeBatches()
    await batch(['1', '2'], 'run.b')
    expect(await send(2, { transfer: 'run.b.1' })).toEqual({ status: 200 })
    expect(queued()).toEqual(['1', '2'])
    await send(3, { transfer: 'run.b.2' })
    expect(queued()).toEqual(['1', '2', '3'])
  })

  it('whose name lists numbers has these transfers, in any batch and alone', async () => {
    const { batch, send, queued } = makeBatches()
    await batch(['1', '2'], 'run:a,b')
    await batch(['2', '3'], 'run:b,c')
    await send(3, { transfer: 'run.c' })
    expect(queued()).toEqual(['1', '2', '3'])
    await batch(['4', '5', '6'], 'run:b,c')
    expect(queued()).toEqual(['1', '2', '3', '4', '5', '6'])
  })

  it.each([
    ['another key', { key: 'b'.repeat(64) }],
    ['no key from elsewhere', { key: undefined, remoteAddress: '198.51.100.1' }],
  ])('of the same name with %s is another one', async (_, other) => {
    const { batch, queued } = makeBatches()
    await batch(['1', '2'], 'x', { key: 'a'.repeat(64) })
    await batch(['1', '2'], 'x', other)
    expect(queued()).toEqual(['1', '2', '1', '2'])
  })

  it('whose name is too long, or is none, is queued each time', async () => {
    const { batch, post, queue } = makeBatches()
    for (let time = 0; time < 2; time++) {
      await batch(['1'], 'x'.repeat(70))
      await post(`${JSON.stringify({ type: 'batch', sender: SENDER, transfer: 7 })}\n1\n`)
    }
    expect(queue.size).toBe(4)
  })
})

describe('the taps of `received`', () => {
  it('decide about each message of a batch', async () => {
    const { batch, hooks, queued, discards } = makeBatches()
    hooks.received.tap('decide', (reception) => {
      switch (reception.message) {
        case 1:
          return drop('one')
        case 2:
          return reject(451, 'two')
        case 3:
          return split(['3a', '3b'])
        case 4:
          reception.message = 'four'
      }
      return undefined
    })
    expect(refusedIn(await batch(['1', '2', '3', '4', '5']))).toEqual([{ at: 1, status: 451, reason: 'two' }])
    expect(queued()).toEqual(['"3a"', '"3b"', '"four"', '5'])
    expect(discards).toMatchObject([{ message: 1, reason: 'one' }])
  })

  it('that throw refuse their message only', async () => {
    const { batch, hooks, queued } = makeBatches()
    hooks.received.tap('fail', ({ message }) => {
      if (message === 2) throw new Error('two')
    })
    expect(refusedIn(await batch(['1', '2', '3']))).toEqual([
      { at: 1, status: 500, reason: 'a plugin of this node failed' },
    ])
    expect(queued()).toEqual(['1', '3'])
  })

  it('may return promises: the answer waits for all, and what comes again meanwhile is busy', async () => {
    const { batch, hooks, queued } = makeBatches()
    const thinking: (() => void)[] = []
    hooks.received.tapPromise('think', ({ message }) => {
      if (message === 2) return Promise.resolve(drop('two'))
      return new Promise<undefined>((resolve) => thinking.push(() => resolve(undefined)))
    })
    const first = batch(['1', '2', '3'])
    expect(await batch(['1'])).toEqual({ status: 503, retryAfter: 1 })
    expect(queued()).toEqual([])
    for (const done of thinking.toReversed()) done()
    expect(await first).toEqual({ status: 200 })
    expect(queued().toSorted()).toEqual(['1', '3'])
    expect(await batch(['1', '2', '3'])).toEqual({ status: 200 })
    expect(queued()).toHaveLength(2)
  })

  it('that wait for one message hold all of its batch: until the answer, only the sender has them', async () => {
    const { batch, hooks, queued, queue } = makeBatches({ limits: { queueMessages: 6 } })
    let done = (): void => {}
    hooks.received.tapPromise('think', ({ message }) =>
      message === 2
        ? new Promise<undefined>((resolve) => (done = () => resolve(undefined)))
        : Promise.resolve(undefined),
    )
    const answer = batch(['1', '2', '3'])
    await new Promise((resolve) => setImmediate(resolve))
    expect([queued(), queue.hasRoom(4, 0), queue.hasRoom(5, 0)]).toEqual([[], true, false])
    done()
    expect(await answer).toEqual({ status: 200 })
    expect(queued()).toEqual(['1', '3', '2'])
  })

  it('see the sender, and the text of each message', async () => {
    const { batch, hooks } = makeBatches()
    const seen: unknown[] = []
    hooks.received.tap('look', ({ json, sender, legacy }) => {
      seen.push([json, sender.hostname, legacy])
    })
    await batch(['{"n":1.0}', '2'])
    expect(seen).toEqual([
      ['{"n":1.0}', 'tower', false],
      ['2', 'tower', false],
    ])
  })
})

describe('a queue store', () => {
  function storing(write: QueueStore['write']) {
    const under = makeBatches()
    const store = {
      place: 'a test',
      restore: () => ({ messages: [], peers: [], left: [] }),
      write,
      writeSoon: () => {},
      leave: () => {},
      remove: () => {},
      pins: { load: () => ({}), save: () => {} },
    }
    under.storeSlot.take(store, { leaving: false })
    return under
  }

  it('gets a batch in one write, and the answer waits for it', async () => {
    const writes: string[][] = []
    let written = (): void => {}
    const under = storing((messages) => {
      writes.push(messages.map(({ json }) => json))
      return new Promise((resolve) => {
        written = resolve
      })
    })
    await under.storeSlot.prepare(() => [])
    under.storeSlot.complete()
    under.hooks.received.tap('split', ({ message }) => (message === 2 ? split([2, 2]) : undefined))
    const answer = under.batch(['1', '2', '3'])
    await Promise.resolve()
    expect([writes, under.queued()]).toEqual([[['1', '2', '2', '3']], []])
    expect(await under.send(3, { transfer: 'run.b.2' })).toEqual({ status: 503, retryAfter: 1 })
    written()
    expect(await answer).toEqual({ status: 200 })
  })

  it('that fails leaves the whole batch with the sender, which may repeat it', async () => {
    let fails = true
    const under = storing(() => (fails ? Promise.reject(new Error('full')) : Promise.resolve()))
    await under.storeSlot.prepare(() => [])
    under.storeSlot.complete()
    expect(await under.batch(['1', '2'])).toEqual({ status: 503, retryAfter: 1 })
    expect([under.queued(), under.queue.bytes]).toEqual([[], 0])
    fails = false
    expect(await under.batch(['1', '2'])).toEqual({ status: 200 })
    expect(under.queued()).toEqual(['1', '2'])
  })
})
