import { describe, expect, it } from 'vitest'
import { Transfers } from '../../src/inbound/transfers.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

describe('transfers', () => {
  it('have names of 1 to 64 characters', () => {
    const transfers = new Transfers(new VirtualClock())
    for (const name of [undefined, '', 'x'.repeat(65)]) expect(transfers.isName(name)).toBe(false)
    expect(transfers.isName('x.1')).toBe(true)
  })

  it('are distinguished by sender', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.begin('x', 'A')
    expect([transfers.state('x', 'A'), transfers.state('x', 'B')]).toEqual(['in-flight', undefined])
    transfers.accept('x', 'A')
    expect([transfers.state('x', 'A'), transfers.state('x', 'B')]).toEqual(['accepted', undefined])
  })

  it('are remembered for at least two and a half minutes, and at most five', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.accept('x', 'A')
    await clock.advance('151s')
    expect(transfers.state('x', 'A')).toBe('accepted')
    await clock.advance('150s')
    expect(transfers.state('x', 'A')).toBeUndefined()
  })

  it('stay in flight until they are settled', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.begin('x', 'A')
    await clock.advance('10m')
    expect(transfers.state('x', 'A')).toBe('in-flight')
  })

  it('are forgotten when they are abandoned', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.begin('x', 'A')
    transfers.abandon('x')
    expect(transfers.state('x', 'A')).toBeUndefined()
  })

  it('are limited: the oldest are forgotten first', () => {
    const transfers = new Transfers(new VirtualClock())
    const accept = (count: number): void => {
      transfers.state('', 'A')
      transfers.accept(`t${count}`, 'A')
    }
    for (let count = 0; count <= 16_384; count++) accept(count)
    expect(transfers.state('t0', 'A')).toBe('accepted')
    for (let count = 16_385; count <= 32_768; count++) accept(count)
    expect(transfers.state('t0', 'A')).toBeUndefined()
    expect(transfers.state('t16384', 'A')).toBe('accepted')
  })
})
