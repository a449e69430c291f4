import { describe, expect, it } from 'vitest'
import { needsProbe, suitabilityOf } from '../../src/outbound/suitability.js'
import { type PeerRecord, recordOf } from '../../src/peers/record.js'
import type { QueuedMessage } from '../../src/queue/queue.js'

const MOMENT = { now: 1000, mayProbe: true, limits: { pipelining: 64, legacyPipelining: 16 } }
const message = (json = '"GNU"'): QueuedMessage => ({
  json,
  bytes: Buffer.byteLength(json),
  transfer: 't',
  fitsLegacy: undefined,
  refusals: undefined,
})
const peer = (over: Partial<PeerRecord> = {}): PeerRecord => ({
  ...recordOf(
    { hostname: 'tower', port: 80 },
    { learnedFrom: 'operator', origin: 'operator', secondHand: false },
    0,
  ),
  ...over,
})

describe('suitabilityOf', () => {
  it('lets a message go to a peer of the operator at once', () => {
    expect(suitabilityOf(peer(), message(), MOMENT)).toBe('suitable')
    expect(needsProbe(peer(), message())).toBe(false)
  })

  it('greets first whom others told us of, one at a time, as far as requests entitle us', () => {
    const stranger = peer({ secondHand: true })
    expect(needsProbe(stranger, message())).toBe(true)
    expect(suitabilityOf(stranger, message(), MOMENT)).toBe('suitable')
    expect(suitabilityOf(stranger, message(), { ...MOMENT, mayProbe: false })).toBe('backing-off')
    expect(suitabilityOf({ ...stranger, inFlight: 1 }, message(), MOMENT)).toBe('busy')
    expect(needsProbe({ ...stranger, reachable: true }, message())).toBe(false)
  })

  it('greets first where it is unknown whether the peer can carry the message', () => {
    expect(needsProbe(peer(), message('"é"'))).toBe(true)
  })

  it('leads round a legacy peer what it cannot carry', () => {
    expect(suitabilityOf(peer({ reachable: true }), message('"é"'), MOMENT)).toBe('unsuitable')
    expect(suitabilityOf(peer({ reachable: true, caps: '1' }), message('"é"'), MOMENT)).toBe('suitable')
  })

  it('lets a peer rest that asked for it', () => {
    expect(suitabilityOf(peer({ backoffUntil: 1001 }), message(), MOMENT)).toBe('backing-off')
    expect(suitabilityOf(peer({ backoffUntil: 1000 }), message(), MOMENT)).toBe('suitable')
  })

  it('does not bring a message back to a peer that refused it, for as long', () => {
    const refused = { ...message(), refusals: new Map([[peer().identifier, 1001]]) }
    expect(suitabilityOf(peer(), refused, MOMENT)).toBe('unsuitable')
    expect(suitabilityOf(peer(), refused, { ...MOMENT, now: 1001 })).toBe('suitable')
  })

  it('keeps few requests in flight to a legacy peer, and never more than one record', () => {
    const legacy = peer({ reachable: true })
    expect(suitabilityOf({ ...legacy, inFlight: 15, bytesInFlight: 6000 }, message(), MOMENT)).toBe(
      'suitable',
    )
    expect(suitabilityOf({ ...legacy, inFlight: 16, bytesInFlight: 6000 }, message(), MOMENT)).toBe('busy')
    expect(suitabilityOf({ ...legacy, inFlight: 1, bytesInFlight: 15_300 }, message(), MOMENT)).toBe('busy')
    expect(suitabilityOf(legacy, message(`"${'x'.repeat(15_000)}"`), MOMENT)).toBe('suitable')
  })

  it('pipelines to a peer of this project', () => {
    const capable = peer({ reachable: true, caps: '1' })
    expect(suitabilityOf({ ...capable, inFlight: 63 }, message(), MOMENT)).toBe('suitable')
    expect(suitabilityOf({ ...capable, inFlight: 64 }, message(), MOMENT)).toBe('busy')
  })
})
