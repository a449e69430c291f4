import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/outbound/attempt.js'
import { type PeerRecord, recordOf } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

function peer(hostname: string): PeerRecord {
  const entrance = { learnedFrom: 'test', origin: 'test', secondHand: false }
  return recordOf({ hostname, port: 80 }, entrance, new VirtualClock())
}

const message = (transfer: string) => ({
  json: '"gnu"',
  bytes: 5,
  transfer,
  sender: undefined,
  source: undefined,
  fitsLegacy: undefined,
  refusals: undefined,
})

function attempt(record: PeerRecord): Attempt {
  const one = new Attempt(record, undefined)
  one.add(message('x.1'), '"gnu"')
  return one
}

const inFlight = ({ inFlight, bytesInFlight }: PeerRecord) => [inFlight, bytesInFlight]

describe('an attempt', () => {
  it('counts towards its peer, with its bytes, until it is released', () => {
    const record = peer('a')
    const one = attempt(record)
    const [, bytes = 0] = inFlight(record)
    expect(bytes).toBeGreaterThan(5)
    const two = attempt(record)
    one.resize(100)
    expect(inFlight(record)).toEqual([2, bytes + 100])
    two.release()
    expect(inFlight(record)).toEqual([1, 100])
    one.release()
    expect(inFlight(record)).toEqual([0, 0])
  })

  it('with several messages is one request, with the bytes of the texts that are sent', () => {
    const record = peer('a')
    const one = attempt(record)
    const [, before = 0] = inFlight(record)
    one.add(message('x.2'), '"gnu"')
    one.add(message('x.3'), '"é"')
    expect(inFlight(record)).toEqual([1, before + 5 + 4])
    one.release()
    expect(inFlight(record)).toEqual([0, 0])
  })
})
