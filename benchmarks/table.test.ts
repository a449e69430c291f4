import { describe, expect, it } from 'vitest'
import { formatTable, median } from './table.ts'

describe('the median', () => {
  it('is the one in the middle, or the upper one of two', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(3)
    expect(median([10, 9, 100])).toBe(10)
  })
})

describe('a table', () => {
  it('is Markdown with aligned columns', () => {
    expect(formatTable(['name', 'µs'], [['a longer name', '1.0'], ['b']])).toBe(
      [
        '| name          |  µs |',
        '|---------------|----:|',
        '| a longer name | 1.0 |',
        '| b             |     |',
      ].join('\n'),
    )
  })
})
