import { describe, expect, it } from 'vitest'
import { LEGACY_RECORD_BYTES } from '../../src/wire/legacy.js'
import { type LegacyProcess, SENDS_NOTHING } from './legacy-process.js'
import { MixedNetwork } from './mixed-network.js'

const COUNT = 1_000
/**
 * The maximum number of requests in flight to a clacks-p2p node. As many may arrive twice when a
 * connection breaks.
 */
const LEGACY_PIPELINING = 16

function makeMessages(bytes: number): string[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const name = `message ${index} `
    return name + 'x'.repeat(bytes - name.length)
  })
}

function textsOf(legacy: LegacyProcess): unknown[] {
  return legacy.received.map(({ message }) => message)
}

describe.each([200, 2_000, 14_000])('a burst of 1,000 messages of %i bytes', (bytes) => {
  it('reaches a clacks-p2p node unharmed: each message once, in one piece', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs({ sendrate: Number.POSITIVE_INFINITY })
    const legacy = await network.addLegacy({ sendrate: SENDS_NOTHING })
    const messages = makeMessages(bytes)
    for (const message of messages) ours.node.enqueue(message)
    ours.node.addPeer(legacy.hostname, legacy.port)
    await network.until(
      () => `all are there; there are ${legacy.received.length}`,
      () => legacy.received.length >= COUNT && ours.node.statistics().sent === COUNT,
    )
    expect(textsOf(legacy).sort()).toEqual(messages.sort())
    expect(ours.node.isEmpty()).toBe(true)
    network.expectUnharmed()
  })
})

it('the largest message for a clacks-p2p node, alone and in a burst, fits a record', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: Number.POSITIVE_INFINITY })
  const legacy = await network.addLegacy({ sendrate: SENDS_NOTHING })
  const largest = 'x'.repeat(15_298)
  const messages = [largest, ...Array.from({ length: 50 }, (_, index) => `${index}`), largest]
  for (const message of messages) ours.node.enqueue(message)
  ours.node.enqueue('x'.repeat(15_299))
  ours.node.enqueue('x'.repeat(LEGACY_RECORD_BYTES))
  ours.node.addPeer(legacy.hostname, legacy.port)
  await network.until(
    'what fits is there',
    () => ours.node.statistics().sent === messages.length && legacy.received.length >= messages.length,
  )
  expect(textsOf(legacy).sort()).toEqual(messages.sort())
  expect(ours.node.peek().map((message) => String(message).length)).toEqual([15_299, LEGACY_RECORD_BYTES])
  network.expectUnharmed()
})

it('a clacks-p2p node that restarts in the middle of a burst: nothing is lost, few arrive twice', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: Number.POSITIVE_INFINITY })
  const first = await network.addLegacy({ sendrate: SENDS_NOTHING })
  const messages = makeMessages(2_000)
  for (const message of messages) ours.node.enqueue(message)
  ours.node.addPeer(first.hostname, first.port)
  await network.until('a part is there', () => first.received.length >= COUNT / 4)
  await first.die()
  const second = await network.addLegacy({ port: first.port, sendrate: SENDS_NOTHING })
  const distinct = (): Set<unknown> => new Set([...textsOf(first), ...textsOf(second)])
  // Arrivals are reported after our node has its answer. Count distinct messages: a duplicate must
  // not make up for one that is not reported yet.
  await network.until(
    () => `all are sent and there; sent are ${ours.node.statistics().sent}, there are ${distinct().size}`,
    () => ours.node.statistics().sent === COUNT && distinct().size >= COUNT,
  )
  const arrived = [...textsOf(first), ...textsOf(second)]
  expect(first.received.length).toBeLessThan(COUNT)
  expect([...distinct()].sort()).toEqual(messages.sort())
  expect(arrived.length - COUNT).toBeLessThanOrEqual(LEGACY_PIPELINING)
  expect([first.torn, second.torn, first.crashed, second.crashed]).toEqual([0, 0, undefined, undefined])
})
