import { describe, expect, it } from 'vitest'
import { Pace } from '../../src/outbound/pace.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

/** Sends whenever the pace allows it, and returns the times in milliseconds. */
async function moments(sendrate: number, byterate: number, bytes: number, during: number): Promise<number[]> {
  const clock = new VirtualClock()
  const pace = new Pace(clock, sendrate, byterate)
  const sent: number[] = []
  while (clock.monotonic() < during) {
    const delay = pace.delay()
    if (delay > 0) {
      await clock.advance(Math.min(delay, during))
      continue
    }
    pace.spend(bytes)
    sent.push(clock.monotonic())
  }
  return sent
}

describe('Pace', () => {
  it('sends the first message at once, then one per interval', async () => {
    expect(await moments(1, Number.POSITIVE_INFINITY, 10, 3_500)).toEqual([0, 1000, 2000, 3000])
  })

  it('accepts fractions', async () => {
    expect(await moments(0.25, Number.POSITIVE_INFINITY, 10, 9_000)).toEqual([0, 4000, 8000])
  })

  it('keeps a high rate, and catches up at most a twentieth of a second', async () => {
    const sent = await moments(1000, Number.POSITIVE_INFINITY, 10, 1_000)
    expect(sent.length).toBeGreaterThanOrEqual(1000)
    expect(sent.length).toBeLessThanOrEqual(1050)
  })

  it('keeps the byterate for messages of any size', async () => {
    expect((await moments(Number.POSITIVE_INFINITY, 1000, 500, 10_000)).length).toBeCloseTo(20, -1)
    expect((await moments(Number.POSITIVE_INFINITY, 1000, 20_000, 90_000)).length).toBe(5)
  })

  it('keeps both rates if both are set', async () => {
    expect(await moments(1, 1000, 2_000, 5_000)).toHaveLength(3)
    expect(await moments(1, 1_000_000, 2_000, 3_500)).toHaveLength(4)
  })

  it('never sends at rate 0, and never waits without limits', () => {
    const clock = new VirtualClock()
    const never = new Pace(clock, 0, Number.POSITIVE_INFINITY)
    expect(never.delay()).toBe(Number.POSITIVE_INFINITY)
    const always = new Pace(clock, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
    always.spend(1e9)
    expect(always.delay()).toBe(0)
  })
})
