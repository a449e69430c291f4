import { describe, expect, it } from 'vitest'
import { type Refusal, refused } from '../../src/inbound/outcome.js'

const STATUSES: readonly (readonly [refusal: Refusal, current: number, legacy: number])[] = [
  ['malformed', 400, 400],
  ['truncated', 400, 200],
  ['untrusted', 403, 403],
  ['over-limit', 413, 200],
  ['rejected', 422, 200],
  ['plugin-failed', 500, 500],
  ['busy', 503, 503],
]

describe('a message that is not accepted', () => {
  it.each(STATUSES)('%s: is answered %d, or %d to a legacy sender', (refusal, current, legacy) => {
    const statusFor = (isLegacy: boolean): number =>
      refused(refusal, '', { legacy: isLegacy, legacyRejects: 'discard' }).reply.status
    expect([statusFor(false), statusFor(true)]).toEqual([current, legacy])
  })

  it.each(STATUSES)('%s: is answered %d to all senders with `legacyRejects: refuse`', (refusal, current) => {
    const { fate, reply } = refused(refusal, '', { legacy: true, legacyRejects: 'refuse' })
    expect([fate, reply.status]).toEqual(['refused', current])
  })

  it('is discarded if a legacy sender gets 200, and refused otherwise', () => {
    const fateOf = (refusal: Refusal) => refused(refusal, '', { legacy: true, legacyRejects: 'discard' }).fate
    expect([fateOf('rejected'), fateOf('busy')]).toEqual(['discarded', 'refused'])
  })

  it('is answered with the status that a plugin returns', () => {
    const { reply } = refused('rejected', 'no', { legacy: false, legacyRejects: 'discard' }, 409)
    expect(reply).toEqual({ status: 409, body: '{"error":"no"}' })
  })

  it('is answered with a reason of limited length', () => {
    const { reply } = refused('rejected', 'x'.repeat(10_000), { legacy: false, legacyRejects: 'discard' })
    expect(reply.body?.length).toBeLessThan(600)
  })
})
