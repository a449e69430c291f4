import { describe, expect, it } from 'vitest'
import { cells, type Measurement, resultOf } from './results.ts'

const measured = (round: number, system: string, cpu: number): Measurement => ({
  round,
  system,
  cpu,
  rate: 1e6 / cpu,
  parse: 0.5,
})

describe('the result of a system', () => {
  it('is the median of its rounds', () => {
    const all = [measured(0, 'ws', 4), measured(1, 'ws', 100), measured(2, 'ws', 5)]
    expect(resultOf(all, 'ws', 'ws')).toEqual({ cpu: 5, rate: 200_000, toParse: 10, toReference: 1 })
  })

  it('compares within a round: in the second one the machine was busy', () => {
    const all = [
      measured(0, 'ws', 4),
      measured(0, 'clacks', 2),
      measured(1, 'clacks', 200),
      measured(1, 'ws', 400),
      measured(2, 'ws', 4),
      measured(2, 'clacks', 2),
    ]
    expect(resultOf(all, 'ws', 'clacks')?.toReference).toBe(2)
  })

  it('has no ratio if the other one was never measured in the same round', () => {
    const all = [measured(0, 'ws', 4), measured(1, 'clacks', 2)]
    expect(resultOf(all, 'ws', 'clacks')?.toReference).toBeUndefined()
  })

  it('is missing if nothing was measured', () => {
    expect(resultOf([measured(0, 'ws', 4)], 'mqtt', 'ws')).toBeUndefined()
  })
})

describe('the cells of a result', () => {
  it('have three digits, and an empty cell for a ratio that is missing', () => {
    expect(cells({ rate: 123_456.7, cpu: 8.123, toParse: 165.2, toReference: undefined })).toEqual([
      '123,000',
      '8.1',
      '165',
      '',
    ])
    expect(cells({ rate: 911.4, cpu: 273, toParse: 665, toReference: 0.194 })).toEqual([
      '911',
      '273',
      '665',
      '0.19',
    ])
  })
})
