import { describe, expect, it } from 'vitest'
import { needsProbe, suitabilityOf } from '../../src/outbound/suitability.js'
import { PeerRecord } from '../../src/peers/record.js'
import { QueuedMessage } from '../../src/queue/queued-message.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { queuedMessage } from '../queue/queued-message.js'

const MOMENT = {
  now: 1000,
  limits: { pipelining: 64, legacyPipelining: 16 },
  canBegin: true,
  hasPlace: () => false,
}
const message = (json = '"GNU"') => new QueuedMessage(json, Buffer.byteLength(json), 'run', 1, { since: 0 })
const peer = (over: Partial<PeerRecord> = {}): PeerRecord => {
  const init = { learnedFrom: 'operator', secondHand: false }
  return Object.assign(new PeerRecord({ hostname: 'tower', port: 80 }, init, new VirtualClock()), over)
}

describe('suitabilityOf', () => {
  it('allows messages to a peer named by the operator at once', () => {
    expect(suitabilityOf(peer(), message(), MOMENT)).toBe('suitable')
    expect(needsProbe(peer(), message())).toBe(false)
  })

  it('probes first if it is unknown whether the peer can carry the message', () => {
    const foreign = message('"é"')
    expect(needsProbe(peer(), foreign)).toBe(true)
    expect(suitabilityOf(peer(), foreign, MOMENT)).toBe('suitable')
    expect(suitabilityOf(peer({ inFlight: 1 }), foreign, MOMENT)).toBe('busy')
    expect(needsProbe(peer({ capsKnown: true }), foreign)).toBe(false)
  })

  it('probes a peer of which nothing is known before a message that it may have taken before', () => {
    const restored = queuedMessage()
    expect([needsProbe(peer(), restored), needsProbe(peer({ capsKnown: true }), restored)]).toEqual([
      true,
      false,
    ])
  })

  it('probes a peer that was restored, and of which only the address is known', () => {
    const restored = peer({ secondHand: true, reachable: true })
    expect(suitabilityOf(restored, message('"é"'), MOMENT)).toBe('suitable')
    expect(needsProbe(restored, message('"é"'))).toBe(true)
    expect(needsProbe(restored, message())).toBe(false)
  })

  it('does not allow messages that a legacy peer cannot carry', () => {
    expect(suitabilityOf(peer({ capsKnown: true }), message('"é"'), MOMENT)).toBe('unsuitable')
    expect(suitabilityOf(peer({ capsKnown: true, caps: '1' }), message('"é"'), MOMENT)).toBe('suitable')
    // Not now, and not after a back-off either.
    const resting = peer({ capsKnown: true, backoffUntil: 1001 })
    expect(suitabilityOf(resting, message('"é"'), MOMENT)).toBe('unsuitable')
  })

  it('respects the back-off of a peer', () => {
    expect(suitabilityOf(peer({ backoffUntil: 1001 }), message(), MOMENT)).toBe('backing-off')
    expect(suitabilityOf(peer({ backoffUntil: 1000 }), message(), MOMENT)).toBe('suitable')
  })

  it('does not allow a message to a peer that refused it, for a while', () => {
    const refused = message()
    refused.refusals = [{ peer: peer().json, until: 1001 }]
    expect(suitabilityOf(peer(), refused, MOMENT)).toBe('unsuitable')
    expect(suitabilityOf(peer(), refused, { ...MOMENT, now: 1001 })).toBe('suitable')
  })

  it('limits the requests in flight to a legacy peer, to one TLS record in all', () => {
    const legacy = (over: Partial<PeerRecord> = {}) => peer({ capsKnown: true, ...over })
    expect(suitabilityOf(legacy({ inFlight: 15, bytesInFlight: 6000 }), message(), MOMENT)).toBe('suitable')
    expect(suitabilityOf(legacy({ inFlight: 16, bytesInFlight: 6000 }), message(), MOMENT)).toBe('busy')
    expect(suitabilityOf(legacy({ inFlight: 1, bytesInFlight: 15_300 }), message(), MOMENT)).toBe('busy')
    expect(suitabilityOf(legacy(), message(`"${'x'.repeat(15_000)}"`), MOMENT)).toBe('suitable')
  })

  it('pipelines to a clacks peer', () => {
    const capable = (inFlight: number) => peer({ capsKnown: true, caps: '1', inFlight })
    expect(suitabilityOf(capable(63), message(), MOMENT)).toBe('suitable')
    expect(suitabilityOf(capable(64), message(), MOMENT)).toBe('busy')
  })
})
