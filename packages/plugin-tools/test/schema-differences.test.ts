import { expect, it } from 'vitest'
import { schemaDifferences } from '../src/contract/schema-differences.js'

const option = (rest: object) => ({ type: 'object', properties: { suffix: { type: 'string', ...rest } } })

it('the names of a schema do not count, and neither does `undefined`', () => {
  expect(
    schemaDifferences({ ...option({}), title: 'Shout', $id: 'x' }, option({ default: undefined })),
  ).toEqual([])
})

it('names each difference, and shows both values', () => {
  const used = { ...option({ default: '?', maxLength: 3 }), additionalProperties: false }
  expect(schemaDifferences(option({ default: '!', minLength: 1 }), used)).toEqual([
    '    properties.suffix.default: "!" in the package, "?" in the code',
    '    properties.suffix.minLength: 1 in the package, missing in the code',
    '    properties.suffix.maxLength: missing in the package, 3 in the code',
    '    additionalProperties: missing in the package, false in the code',
  ])
})

it('counts the differences after the first five', () => {
  const used = { properties: Object.fromEntries('abcdefg'.split('').map((name) => [name, {}])) }
  expect(schemaDifferences({ properties: {} }, used).at(-1)).toBe('    … and 2 more')
})
