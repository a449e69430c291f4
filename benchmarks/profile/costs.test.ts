import { describe, expect, it } from 'vitest'
import { costRows, costsOf } from './costs.ts'

describe('the costs of a message', () => {
  it('are the time of a module by the number of messages, without idle time', () => {
    const times = new Map([
      ['undici', 300],
      ['(idle)', 5_000],
    ])
    expect(costsOf(times, 100)).toEqual(new Map([['undici', 3]]))
  })
})

describe('the table of self time', () => {
  it('begins with what takes most, and ends with the sum', () => {
    const costs = new Map([
      ['node:net', 1],
      ['undici', 3],
    ])
    expect(costRows(costs)).toEqual([
      ['undici', '75.0 %', '3.00'],
      ['node:net', '25.0 %', '1.00'],
      ['all', '100.0 %', '4.00'],
    ])
  })

  it('has one row for what is left after 25', () => {
    const costs = new Map(Array.from({ length: 30 }, (_, index) => [`module ${index}`, 1]))
    const rows = costRows(costs)
    expect(rows).toHaveLength(27)
    expect(rows.slice(-2)).toEqual([
      ['(other modules)', '16.7 %', '5.00'],
      ['all', '100.0 %', '30.00'],
    ])
  })

  it('shows a module that only the other run had', () => {
    expect(costRows(new Map([['undici', 3]]), new Map([['node:http', 5]]))).toEqual([
      ['node:http', '0.0 %', '0.00', '5.00'],
      ['undici', '100.0 %', '3.00', '0.00'],
      ['all', '100.0 %', '3.00', '5.00'],
    ])
  })
})
