import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/outbound/attempt.js'
import { PeerRecord } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { queuedMessage } from '../queue/queued-message.js'

function peer(hostname: string): PeerRecord {
  const entrance = { learnedFrom: 'test', origin: 'test', secondHand: false }
  return new PeerRecord({ hostname, port: 80 }, entrance, new VirtualClock())
}

const message = (transfer: string) => queuedMessage({ json: '"gnu"', transfer })

function attempt(record: PeerRecord): Attempt {
  const one = new Attempt(record, 'x', undefined)
  one.add(message('x.1'), '"gnu"')
  return one
}

const inFlight = ({ inFlight, bytesInFlight }: PeerRecord) => [inFlight, bytesInFlight]

describe('an attempt', () => {
  it('has messages of one run', () => {
    const one = attempt(peer('a'))
    expect([one.goesWith(message('x.9')), one.goesWith(message('y.9'))]).toEqual([true, false])
  })

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
