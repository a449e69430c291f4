import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkShape, shapeOf } from '../../src/wire/json-shape.js'

function valuesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, item) => sum + valuesOf(item), 1)
}

describe('shapeOf', () => {
  it.each([
    ['"text"', 0, 1],
    ['12', 0, 1],
    ['{}', 1, 1],
    ['[ ]', 1, 1],
    ['[[],[[]]]', 3, 4],
    ['{"a":{"b":[1]}}', 3, 4],
    ['{"a":1,"b":[2,3,{}]}', 3, 6],
    ['"[[[[,,,"', 0, 1],
    ['["\\"[[[,"]', 1, 2],
    ['["\\\\",[]]', 2, 3],
  ])('%s has %i levels and %i values', (json, depth, values) => {
    expect(shapeOf(json)).toEqual({ depth, values })
  })

  it('counts the values of any JSON text, also with space in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(2), (value, space) => {
        expect(shapeOf(JSON.stringify(value, undefined, space)).values).toBe(valuesOf(value))
      }),
    )
  })
})

describe('checkShape', () => {
  it.each([
    ['[[]]', { depth: 2, values: 2 }, undefined],
    ['[[]]', { depth: 1, values: 2 }, 'ERR_CLACKS_MESSAGE_TOO_DEEP'],
    ['[[]]', { depth: 2, values: 1 }, 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES'],
    ['[1,2]', { depth: 2, values: 3 }, undefined],
    ['[1,2]', { depth: 2, values: 2 }, 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES'],
    ['{"a":1}', { depth: 2, values: 1 }, 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES'],
  ])('%s within %j: %s', (json, limits, code) => {
    const check = () => checkShape(json, limits)
    if (code === undefined) expect(check).not.toThrow()
    else expect(check).toThrow(expect.objectContaining({ code }))
  })

  it('passes every text that is within its limits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value)
        const shape = shapeOf(json)
        expect(() => checkShape(json, shape)).not.toThrow()
        const fewer = { ...shape, values: shape.values - 1 }
        expect(() => checkShape(json, fewer)).toThrow()
      }),
    )
  })
})
