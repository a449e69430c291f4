import { expect, it } from 'vitest'
import { OF_OPERATOR, PeerRecord } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const ADDRESS = { hostname: 'tower', port: 80 }

const record = (time?: number) =>
  new PeerRecord(ADDRESS, { ...OF_OPERATOR, ...(time !== undefined && { time }) }, new VirtualClock())

it('says to the millisecond when the status changed, before 1970, too', () => {
  for (const time of [0, 946_684_799_999, -1, -1_500]) expect(record(time).time).toBe(time)
})

it('has the time of now instead of one in the future', () => {
  expect(record(Number.MAX_SAFE_INTEGER).time).toBe(new VirtualClock().now())
})

it('keeps each flag apart from the others', () => {
  const flags = [
    'secondHand',
    'reachable',
    'unconfirmed',
    'capsKnown',
    'blocked',
    'isListed',
    'isCounted',
  ] as const
  for (const flag of flags) {
    const peer = record()
    peer[flag] = true
    expect(flags.filter((other) => peer[other])).toEqual([flag])
    peer[flag] = false
    expect(flags.filter((other) => peer[other])).toEqual([])
  }
})

it('remembers each thing that goes on with a peer until it is over', () => {
  const peer = record()
  peer.inFlight++
  peer.bytesInFlight += 7
  peer.failures++
  peer.lastError = 'refused'
  peer.inFlight--
  peer.bytesInFlight -= 7
  expect([peer.inFlight, peer.bytesInFlight, peer.failures, peer.lastError]).toEqual([0, 0, 1, 'refused'])
  peer.failures = 0
  expect([peer.failures, peer.lastError, peer.refusals]).toEqual([0, 'refused', 0])
  peer.lastError = undefined
  expect([peer.failures, peer.lastError, peer.backoffUntil]).toEqual([0, undefined, 0])
})
