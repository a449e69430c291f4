import { expect, test } from 'vitest'
import { selects } from '../src/selection.js'

const select = (schema: object, message: unknown) => selects({ schema })(message, 'received', undefined)

/** So many that more than linear time is longer than a test may take. */
const MANY = 300_000

test.each<[string, object, () => unknown, boolean]>([
  ['objects', { uniqueItems: true }, () => Array.from({ length: MANY }, (_, id) => ({ id })), true],
  ['letters', { pattern: '^(a+)+$' }, () => `${'a'.repeat(MANY)}!`, false],
  ['colons', { format: 'url' }, () => `http://${':'.repeat(MANY)}@`, false],
])('a schema is checked in linear time: many %s', (_, schema, message, isSelected) => {
  expect(select(schema, message())).toBe(isSelected)
})

test('a message that is nested too deeply for a recursive schema is not selected, and throws nothing', () => {
  const schema = { definitions: { n: { items: { $ref: '#/definitions/n' } } }, $ref: '#/definitions/n' }
  const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
  expect([select(schema, deep(10)), select(schema, deep(100_000))]).toEqual([true, false])
})
