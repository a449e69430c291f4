import { describe, expect, it } from 'vitest'
import { Transfers } from '../../src/inbound/transfers.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

describe('transfers', () => {
  it('are told apart by sender, and only by names that we make', () => {
    const transfers = new Transfers(new VirtualClock())
    expect(transfers.name('a', 'x.1')).not.toBe(transfers.name('b', 'x.1'))
    for (const name of [undefined, '', 'x'.repeat(65)]) expect(transfers.name('a', name)).toBeUndefined()
  })

  it('are remembered for five minutes of the clock handed in, and no longer', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.note('a', 'accepted')
    expect(transfers.state('a')).toBe('accepted')
    await clock.advance('299s')
    expect(transfers.state('a')).toBe('accepted')
    await clock.advance('2s')
    expect(transfers.state('a')).toBeUndefined()
  })

  it('are forgotten when they failed', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.note('a', 'under way')
    transfers.note('a', undefined)
    expect(transfers.state('a')).toBeUndefined()
  })

  it('are remembered up to 65,536, the oldest forgotten first', () => {
    const transfers = new Transfers(new VirtualClock())
    for (let count = 0; count <= 65_536; count++) transfers.note(`t${count}`, 'accepted')
    expect(transfers.state('t0')).toBeUndefined()
    expect(transfers.state('t1')).toBe('accepted')
    expect(transfers.state('t65536')).toBe('accepted')
  })
})
