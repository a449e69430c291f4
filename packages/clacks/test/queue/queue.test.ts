import { setImmediate as nextTurn } from 'node:timers/promises'
import { array, assert, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageQueue } from '../../src/queue/queue.js'
import type { QueuedMessage } from '../../src/queue/queued-message.js'
import { queuedMessage } from './queued-message.js'

const entry = (json: string, bytes = json.length): QueuedMessage =>
  queuedMessage({ json, bytes, transfer: json })
const texts = (queue: Iterable<QueuedMessage>) => Array.from(queue, ({ json }) => json)
const filled = (...jsons: string[]) => {
  const queue = new MessageQueue({ messages: 10, bytes: 100 })
  for (const json of jsons) queue.put(entry(json))
  return queue
}

describe('MessageQueue', () => {
  it('is first in, first out', () => {
    const queue = filled('1', '2')
    expect([queue.take()?.json, queue.take()?.json, queue.take()]).toEqual(['1', '2', undefined])
  })

  it('counts taken messages until they are settled, so that there is always room to put them back', () => {
    const queue = new MessageQueue({ messages: 2, bytes: 100 })
    queue.put(entry('1'))
    queue.put(entry('2'))
    const taken = queue.take()
    expect(queue.hasRoom(1, 1)).toBe(false)
    expect([queue.size, queue.taken, queue.bytes]).toEqual([1, 1, 2])
    if (taken !== undefined) queue.release(taken)
    expect(queue.hasRoom(1, 1)).toBe(true)
    expect([queue.size, queue.taken, queue.bytes]).toEqual([1, 0, 1])
  })

  it('limits bytes as well as messages', () => {
    const queue = filled('x'.repeat(60))
    expect([queue.hasRoom(1, 40), queue.hasRoom(1, 41), queue.hasRoom(9, 0), queue.hasRoom(10, 0)]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('says when there is room: after a release, a freed reservation, or a change of the bounds', async () => {
    const bounds = { messages: 2, bytes: 100 }
    const queue = new MessageQueue(bounds)
    const { signal } = new AbortController()
    queue.put(entry('1'))
    expect(await queue.whenRoom(99, signal)).toBe(undefined)
    const done: string[] = []
    void queue.whenRoom(1, signal).then(() => done.push('at once'))
    const coming = entry('2', 60)
    queue.reserve([coming])
    void queue.whenRoom(30, signal).then(() => done.push('small'))
    void queue.whenRoom(90, signal).then(() => done.push('large'))
    await nextTurn()
    expect(done).toEqual(['at once'])
    const taken = queue.take()
    if (taken !== undefined) queue.release(taken)
    await nextTurn()
    expect(done).toEqual(['at once', 'small'])
    queue.free([coming])
    await nextTurn()
    expect(done).toEqual(['at once', 'small', 'large'])
    void queue.whenRoom(200, signal).then(() => done.push('larger'))
    bounds.bytes = 200
    queue.checkForRoom()
    await nextTurn()
    expect(done).toContain('larger')
  })

  it('ends a wait for room on its signal, and forgets the one who waited', async () => {
    const queue = new MessageQueue({ messages: 0, bytes: 0 })
    const controller = new AbortController()
    const wait = queue.whenRoom(1, controller.signal)
    controller.abort()
    await wait
    await queue.whenRoom(1, controller.signal)
  })

  it('puts a message back at the end, or at the front', () => {
    const queue = filled('1', '2', '3')
    const first = queue.take()
    if (first !== undefined) queue.putBack(first)
    expect(texts(queue)).toEqual(['2', '3', '1'])
    const second = queue.take()
    if (second !== undefined) queue.returnFirst(second)
    expect(texts(queue)).toEqual(['2', '3', '1'])
  })

  it('does not offer deferred messages until they are requeued', () => {
    const queue = filled('1', '2')
    const first = queue.take()
    if (first !== undefined) queue.defer(first)
    expect([queue.waiting, queue.size]).toEqual([1, 2])
    expect(texts(queue)).toEqual(['1', '2'])
    queue.take()
    expect(queue.take()).toBeUndefined()
    queue.requeueDeferred(1)
    expect(queue.take()?.json).toBe('1')
  })

  it('requeues the oldest deferred messages, as many as are asked for', () => {
    const queue = filled('1', '2', '3')
    for (let message = queue.take(); message !== undefined; message = queue.take()) queue.defer(message)
    queue.requeueDeferred(2)
    expect([queue.waiting, queue.deferred]).toEqual([2, 1])
    expect([queue.take()?.json, queue.take()?.json]).toEqual(['1', '2'])
  })

  it('remembers who refused a message, a few of them, and counts them as bytes', () => {
    const queue = filled('1')
    const message = queue.take()
    if (message === undefined) throw new Error('nothing taken')
    const before = queue.bytes
    queue.noteRefusal(message, 'never again', Number.POSITIVE_INFINITY)
    for (let peer = 0; peer < 100; peer++) queue.noteRefusal(message, `peer ${peer}`, peer)
    queue.noteRefusal(message, 'peer 99', 200)
    expect(message.refusals).toHaveLength(16)
    expect(message.refusals).toContainEqual({ peer: 'never again', until: Number.POSITIVE_INFINITY })
    expect(message.refusals).toContainEqual({ peer: 'peer 99', until: 200 })
    expect(queue.bytes).toBe(before + 16 * 64)
    queue.release(message)
    expect(queue.bytes).toBe(0)
  })

  it('settles a message once', () => {
    const queue = filled('1')
    const taken = queue.take()
    if (taken === undefined) throw new Error('nothing taken')
    queue.putBack(taken)
    queue.putBack(taken)
    queue.release(taken)
    expect([texts(queue), queue.bytes]).toEqual([['1'], 1])
  })

  it('knows the messages in flight', () => {
    const queue = filled('1', '2')
    queue.take()
    expect(texts(queue.inFlightMessages())).toEqual(['1'])
  })
})

describe('the age of the oldest message', () => {
  it('is that of the first one that waits', () => {
    const queue = new MessageQueue({ messages: 10, bytes: 100 })
    expect(queue.oldestSince).toBeUndefined()
    queue.put(queuedMessage({ since: 7 }))
    queue.put(queuedMessage({ since: 9 }))
    expect(queue.oldestSince).toBe(7)
  })

  it('is right whatever was taken, put back, deferred and released before', () => {
    assert(
      property(array(nat(99), { minLength: 40, maxLength: 60 }), (steps) => {
        const queue = new MessageQueue({ messages: 1_000, bytes: 1e6 })
        const taken: QueuedMessage[] = []
        for (const [time, step] of steps.entries()) {
          const settled = step > 50 ? taken.splice(step % (taken.length + 1), 1)[0] : undefined
          if (step < 30) queue.put(queuedMessage({ since: time }))
          else if (step < 50) taken.push(...[queue.take() ?? []].flat())
          else if (step === 50) queue.requeueDeferred(2)
          else if (settled === undefined) continue
          else if (step < 65) queue.putBack(settled)
          else if (step < 80) queue.returnFirst(settled)
          else if (step < 90) queue.defer(settled)
          else queue.release(settled)
          const all = Array.from(queue.all(), ({ since }) => since)
          expect(queue.oldestSince).toBe(all.length === 0 ? undefined : Math.min(...all))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
