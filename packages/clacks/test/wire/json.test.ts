import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringifyMessage } from '../../src/wire/json.js'

function nested(levels: number): unknown {
  let value: unknown = []
  for (let level = 1; level < levels; level++) value = [value]
  return value
}

describe('stringifyMessage', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => stringifyMessage(value) === JSON.stringify(value)))
  })

  it('writes values nested too deep for JSON.stringify', () => {
    expect(() => JSON.stringify(nested(9_000))).toThrow(RangeError)
    expect(stringifyMessage(nested(9_000))).toBe('['.repeat(9_000) + ']'.repeat(9_000))
  })

  const circle: unknown[] = []
  circle.push(circle)
  it.each([
    [1n],
    [circle],
    [undefined],
    [() => 1],
    [Symbol('s')],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [{ a: 1n }],
  ])('refuses what has no JSON form (%#)', (value) => {
    expect(() => stringifyMessage(value)).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_MESSAGE_NOT_JSON' }),
    )
  })
})
