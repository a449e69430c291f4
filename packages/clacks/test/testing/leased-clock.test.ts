import { describe, expect, it } from 'vitest'
import { LeasedClock } from '../../src/testing/leased-clock.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

describe('a leased clock', () => {
  it('shows the shared time and counts its own timers', async () => {
    const whole = new VirtualClock()
    const leased = new LeasedClock(whole)
    whole.after(5, () => {})
    const cancel = leased.after(10, () => {})
    leased.after(20, () => {})
    expect([leased.pending, whole.pending]).toEqual([2, 3])
    cancel()
    cancel()
    expect([leased.pending, whole.pending]).toEqual([1, 2])
    await whole.advance(20)
    expect([leased.pending, leased.now(), leased.monotonic()]).toEqual([0, whole.now(), 20])
  })

  it('runs no timers once it has ended, set before or after', async () => {
    const whole = new VirtualClock()
    const leased = new LeasedClock(whole)
    const ran: string[] = []
    leased.after(10, () => ran.push('before'))
    leased.end()
    leased.after(10, () => ran.push('later'))()
    leased.after(10, () => ran.push('later'))
    expect([leased.pending, whole.pending]).toEqual([0, 0])
    await whole.advance(20)
    expect(ran).toEqual([])
  })
})
