import { describe, expect, it } from 'vitest'
import { MessageQueue } from '../../src/queue/queue.js'
import type { QueuedMessage } from '../../src/queue/queued-message.js'
import { queuedMessage } from './queued-message.js'

const BOUNDS = { messages: 1_000, bytes: 100_000 }

function message(source: string | undefined, bytes = 1): QueuedMessage {
  return queuedMessage({ bytes, source })
}

/** Adds messages of a range as long as it may. @returns how many entered */
function fill(queue: MessageQueue, name: string, { bytes = 1, weight = 1 } = {}): number {
  for (let count = 0; ; count++) {
    if (!queue.hasRoom(1, bytes) || !queue.hasShare({ name, weight }, bytes)) return count
    queue.put(message(name, bytes))
  }
}

describe('the places of a queue', () => {
  it('are half used by one range at most, however hard it tries', () => {
    const queue = new MessageQueue(BOUNDS)
    expect(fill(queue, 'a')).toBe(500)
    expect(fill(queue, 'b')).toBe(167)
  })

  it('are left for one more, even if a hundred ranges came one after the other', () => {
    const queue = new MessageQueue({ messages: 100_000, bytes: 1_000_000 })
    for (let range = 0; range < 100; range++) expect(fill(queue, `range ${range}`)).toBeGreaterThan(0)
    expect(fill(queue, 'honest')).toBeGreaterThan(5)
  })

  it('are shared by bytes, too', () => {
    const queue = new MessageQueue(BOUNDS)
    expect(fill(queue, 'a', { bytes: 1_000 })).toBe(50)
    expect(fill(queue, 'b', { bytes: 1_000 })).toBeGreaterThan(0)
    expect(fill(queue, 'c', { bytes: 1_000 })).toBeGreaterThan(0)
  })

  it('are more for a range that the operator trusts', () => {
    const queue = new MessageQueue(BOUNDS)
    expect(fill(queue, 'relay', { weight: 16 })).toBe(942)
    expect(fill(queue, 'other')).toBeGreaterThan(0)
  })

  it('are free again when a message has left, not while it is taken', () => {
    const queue = new MessageQueue({ messages: 4, bytes: 100 })
    expect(fill(queue, 'a')).toBe(2)
    const taken = queue.take()
    expect(fill(queue, 'a')).toBe(0)
    if (taken !== undefined) queue.release(taken)
    expect(fill(queue, 'a')).toBe(1)
  })

  it('count while a message is being stored', () => {
    const queue = new MessageQueue({ messages: 8, bytes: 100 })
    const coming = Array.from({ length: 4 }, () => message('a'))
    expect(queue.reserve(coming)).toBe(true)
    expect(fill(queue, 'a')).toBe(0)
    expect(queue.hasTime({ name: 'a', weight: 1 }, 8)).toBe(false)
    queue.free(coming)
    expect(fill(queue, 'a')).toBe(4)
  })

  it('count in full as waiting time, unless a few ranges have many', () => {
    const newcomer = { name: 'newcomer', weight: 1 }
    const queueOf = (...counts: number[]): MessageQueue => {
      const queue = new MessageQueue(BOUNDS)
      for (const [range, count] of counts.entries())
        for (let put = 0; put < count; put++) queue.put(message(`range ${range}`))
      return queue
    }
    const chance = queueOf(6, 5, 4, 4)
    expect(chance.hasTime(newcomer, 20)).toBe(true)
    expect(chance.hasTime(newcomer, 19)).toBe(false)
    const greed = queueOf(30, 30)
    expect(greed.hasTime(newcomer, 20)).toBe(true)
    expect(greed.hasTime(newcomer, 12)).toBe(false)
  })

  it('of the application count as used, but for no range', () => {
    const queue = new MessageQueue(BOUNDS)
    for (let count = 0; count < 600; count++) queue.put(message(undefined))
    expect(fill(queue, 'a')).toBe(200)
  })
})
