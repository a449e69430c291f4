import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/outbound/attempt.js'
import { type PeerRecord, recordOf } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

function peer(hostname: string): PeerRecord {
  const entrance = { learnedFrom: 'test', origin: 'test', secondHand: false }
  return recordOf({ hostname, port: 80 }, entrance, new VirtualClock())
}

function attempt(record: PeerRecord): Attempt {
  const entry = {
    json: '"gnu"',
    bytes: 5,
    transfer: 'x.1',
    sender: undefined,
    source: undefined,
    fitsLegacy: undefined,
    refusals: undefined,
  }
  return new Attempt(entry, record, undefined)
}

const inFlight = ({ inFlight, bytesInFlight }: PeerRecord) => [inFlight, bytesInFlight]

describe('an attempt', () => {
  it('counts towards its peer, with its bytes, from reserve to release', () => {
    const record = peer('a')
    const [one, two] = [attempt(record), attempt(record)]
    one.reserve()
    const [, bytes = 0] = inFlight(record)
    expect(bytes).toBeGreaterThan(5)
    two.reserve()
    one.resize(100)
    expect(inFlight(record)).toEqual([2, bytes + 100])
    two.release()
    expect(inFlight(record)).toEqual([1, 100])
    one.release()
    expect(inFlight(record)).toEqual([0, 0])
  })

  it('that is redirected counts towards the other peer only', () => {
    const [a, b] = [peer('a'), peer('b')]
    const one = attempt(a)
    one.reserve()
    one.redirect(b)
    expect([inFlight(a), inFlight(b)[0]]).toEqual([[0, 0], 1])
    one.release()
    expect(inFlight(b)).toEqual([0, 0])
  })
})
