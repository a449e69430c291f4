import { describe, expect, it } from 'vitest'
import { Openings } from '../../src/outbound/openings.js'

describe('openings', () => {
  it('are one for each attempt that has ended since all peers were busy', () => {
    const openings = new Openings()
    for (let attempt = 0; attempt < 3; attempt++) openings.begin()
    expect(openings.areUsedUp(0)).toBe(false)
    openings.allBusy(0)
    expect(openings.areUsedUp(0)).toBe(true)
    openings.end()
    expect(openings.areUsedUp(0)).toBe(false)
    openings.begin()
    expect(openings.areUsedUp(0)).toBe(true)
  })

  it('are there again when peers have changed, and after half a second: a back-off may have ended', () => {
    const openings = new Openings()
    openings.begin()
    openings.allBusy(1_000)
    openings.reset()
    expect(openings.areUsedUp(1_000)).toBe(false)
    openings.allBusy(1_000)
    expect([openings.areUsedUp(1_499), openings.areUsedUp(1_500)]).toEqual([true, false])
  })

  it('are not used up while no attempt is in flight that could end', () => {
    const openings = new Openings()
    openings.allBusy(0)
    expect(openings.areUsedUp(0)).toBe(false)
  })
})
