import { describe, expect, it } from 'vitest'
import { canPassOn } from '../../src/inbound/back-pressure.js'
import { waitingToSay } from '../../src/outbound/waiting.js'
import { MessageQueue } from '../../src/queue/queue.js'
import { secondsToSend } from '../../src/queue/time-to-send.js'
import { resolveSettings } from '../../src/settings/resolve.js'
import { queuedMessage } from '../queue/queued-message.js'

const range = (name: string) => ({ name, weight: 1 })
const settings = resolveSettings({ sendrate: 1 })

/** A queue with messages of each source; of the application, where it is undefined. */
function queueOf(...sources: readonly (string | undefined)[]): MessageQueue {
  const queue = new MessageQueue({ messages: 100_000, bytes: 2 ** 28 })
  for (const source of sources) {
    queue.put(queuedMessage({ source }))
  }
  return queue
}

const of = (source: string | undefined, count: number) => Array.from({ length: count }, () => source)
const distinct = (count: number) => Array.from({ length: count }, (_, index) => `range-${index}`)

describe('a message of a peer is taken', () => {
  it('while the queue takes no longer than limits.queueSeconds', () => {
    expect(canPassOn(queueOf(...distinct(59)), settings, range('new'), 0)).toBe(true)
    expect(canPassOn(queueOf(...distinct(60)), settings, range('new'), 0)).toBe(false)
    expect(canPassOn(queueOf(...of(undefined, 60)), settings, range('new'), 0)).toBe(false)
    const slow = resolveSettings({ sendrate: 0.01 })
    expect(canPassOn(queueOf(), slow, range('new'), 0)).toBe(true)
    expect(canPassOn(queueOf('one'), slow, range('new'), 0)).toBe(false)
    const bytes = resolveSettings({ sendrate: 1, byterate: 0.5 })
    expect(canPassOn(queueOf(...distinct(31)), bytes, range('new'), 0)).toBe(false)
  })

  it('if the queue of the sender takes limits.queueSeconds, too, and no more than these less', () => {
    const full = queueOf(...of(undefined, 100))
    expect(canPassOn(full, settings, range('new'), 59)).toBe(false)
    expect(canPassOn(full, settings, range('new'), 60)).toBe(true)
    const patient = resolveSettings({ sendrate: 1, limits: { queueSeconds: 80 } })
    expect(canPassOn(full, patient, range('new'), 79)).toBe(false)
    expect(canPassOn(full, patient, range('new'), 80)).toBe(true)
    const fuller = queueOf(...of(undefined, 150))
    expect(canPassOn(fuller, settings, range('new'), 89)).toBe(false)
    expect(canPassOn(fuller, settings, range('new'), 90)).toBe(true)
  })

  it('from each of many ranges that have messages here already, if their queues wait as well', () => {
    const busy = queueOf(...distinct(39), ...distinct(10))
    expect(canPassOn(busy, settings, range('range-0'), 0)).toBe(false)
    expect(canPassOn(busy, settings, range('range-0'), 10)).toBe(true)
    const longer = queueOf(...distinct(45), ...distinct(20))
    expect(canPassOn(longer, settings, range('range-0'), 59)).toBe(false)
    expect(canPassOn(longer, settings, range('range-0'), 60)).toBe(true)
  })

  it('if both queues take as long as a sender can say', () => {
    for (const count of [1_005, 10_057]) {
      const full = queueOf(...of(undefined, count))
      const said = waitingToSay(secondsToSend(full, settings)) ?? 0
      expect(canPassOn(full, settings, range('new'), said)).toBe(true)
      expect(canPassOn(full, settings, range('new'), said - 70)).toBe(false)
    }
  })

  it('not from a range that has far more in the queue than others, whatever it says', () => {
    const flooded = queueOf(...distinct(20), ...of('one', 40))
    expect(canPassOn(flooded, settings, range('one'), 1e9)).toBe(false)
    expect(canPassOn(flooded, settings, range('range-1'), 1e9)).toBe(true)
    expect(canPassOn(queueOf(...of(undefined, 60), ...of('one', 60)), settings, range('one'), 1e9)).toBe(true)
  })

  it('always by a node that sends nothing, and by one that sends without limit', () => {
    for (const rates of [{ sendrate: 0 }, { byterate: 0 }, { sendrate: Number.POSITIVE_INFINITY }]) {
      const unlimited = resolveSettings(rates)
      expect(canPassOn(queueOf(...of('one', 5_000)), unlimited, range('one'), 0)).toBe(true)
    }
  })

  it('from a range that has its share no longer, and still from others, however much it has', () => {
    expect(canPassOn(queueOf(...of('one', 40)), settings, range('one'), 0)).toBe(true)
    const flooded = queueOf(...of('one', 40_000))
    expect(canPassOn(flooded, settings, range('one'), 0)).toBe(false)
    expect(canPassOn(flooded, settings, range('other'), 0)).toBe(true)
  })
})
