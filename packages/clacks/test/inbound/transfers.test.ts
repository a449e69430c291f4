import { describe, expect, it } from 'vitest'
import { Transfers } from '../../src/inbound/transfers.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const A = { hostname: 'a', port: 1 }

describe('transfers', () => {
  it('are told apart by sender, and only by names that we make', () => {
    const transfers = new Transfers(new VirtualClock())
    expect(transfers.name(A, 'x.1')).not.toBe(transfers.name({ ...A, port: 2 }, 'x.1'))
    for (const name of [undefined, '', 'x'.repeat(65)]) expect(transfers.name(A, name)).toBeUndefined()
  })

  it('are remembered for two and a half minutes of the clock handed in, and not for more than five', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.note('a', 'accepted')
    await clock.advance('151s')
    expect(transfers.state('a')).toBe('accepted')
    await clock.advance('150s')
    expect(transfers.state('a')).toBeUndefined()
  })

  it('are forgotten when they failed', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.note('a', 'under way')
    transfers.note('a', undefined)
    expect(transfers.state('a')).toBeUndefined()
  })

  it('are bounded: the oldest are forgotten first', () => {
    const transfers = new Transfers(new VirtualClock())
    const note = (count: number): void => {
      transfers.state('')
      transfers.note(`t${count}`, 'accepted')
    }
    for (let count = 0; count <= 16_384; count++) note(count)
    expect(transfers.state('t0')).toBe('accepted')
    for (let count = 16_385; count <= 32_768; count++) note(count)
    expect(transfers.state('t0')).toBeUndefined()
    expect(transfers.state('t16384')).toBe('accepted')
  })
})
