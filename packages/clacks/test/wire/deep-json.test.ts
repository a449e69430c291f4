import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringifyDeep } from '../../src/wire/deep-json.js'

/** Values that JSON leaves out, replaces, or asks for another form. */
const odd = fc.oneof(
  fc.constantFrom(
    undefined,
    () => 1,
    Symbol('s'),
    Number.NaN,
    -0,
    new Date(0),
    new Number(1),
    new String('s'),
  ),
  fc.string().map((text) => ({ toJSON: (key: string) => `${key} ${text}` })),
  fc.constant({ toJSON: 1 }),
  fc.constant(Array(2)),
)
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    odd,
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value

describe('stringifyDeep', () => {
  it('returns what JSON.stringify returns', () => {
    fc.assert(
      fc.property(value, (each) => {
        expect(stringifyDeep(each)).toBe(JSON.stringify(each))
      }),
    )
  })

  it('writes any depth, also of objects that hold each other alternately', () => {
    const text = `${'{"a":[1,'.repeat(50_000)}null${']}'.repeat(50_000)}`
    expect(stringifyDeep(JSON.parse(text))).toBe(text)
  })

  it('refuses what contains itself, but not what contains something twice', () => {
    const twice = [1]
    expect(stringifyDeep({ a: twice, b: [twice, twice] })).toBe('{"a":[1],"b":[[1],[1]]}')
    const circle: Record<string, unknown> = {}
    circle.itself = [{ circle }]
    expect(() => stringifyDeep(circle)).toThrow(TypeError)
    expect(() => stringifyDeep([1n])).toThrow(TypeError)
  })
})
