import { describe, expect, it } from 'vitest'
import { Histogram } from '../src/histogram.js'

describe('a histogram', () => {
  it('counts each value in the first bucket whose bound it does not exceed', () => {
    const histogram = new Histogram([1, 10])
    for (const value of [0, 1, 1.5, 10, 10.5, 1_000]) histogram.observe(value)
    expect(histogram.snapshot()).toEqual({ bounds: [1, 10], counts: [2, 2, 2], count: 6, sum: 1_023 })
  })

  it('is empty at first', () => {
    expect(new Histogram([1]).snapshot()).toEqual({ bounds: [1], counts: [0, 0], count: 0, sum: 0 })
  })

  it('gives snapshots that do not change', () => {
    const histogram = new Histogram([1])
    histogram.observe(1)
    const snapshot = histogram.snapshot()
    histogram.observe(1)
    expect(snapshot.counts).toEqual([1, 0])
  })
})
