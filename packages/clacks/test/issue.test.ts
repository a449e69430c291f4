import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { describeValue, formatIssue, formatIssuePath, mismatch } from '../src/issue.js'
import { issuesFromAjv } from '../src/schema-issues.js'

describe('an issue', () => {
  it('is one line: path, message, fix', () => {
    expect(formatIssue(mismatch(['port'], 'an integer', '"x"'))).toBe(
      'port: expected an integer, received "x"',
    )
    expect(formatIssue({ path: [], message: 'no plugins', fix: 'Add one.' })).toBe('no plugins. Add one.')
    expect(formatIssue({ path: [], message: 'No plugins.', fix: 'Add one.' }, 'config')).toBe(
      'config: No plugins. Add one.',
    )
  })

  it.each([
    [[], 'options'],
    [['a', 1, 'b-c'], 'options.a[1].b-c'],
    [['a key', ''], 'options["a key"][""]'],
    [['k'.repeat(100)], `options["${'k'.repeat(60)}…"]`],
  ])('has the path %j', (path, text) => {
    expect(formatIssuePath(path, 'options')).toBe(text)
  })

  it('may start without a root', () => {
    expect(formatIssuePath(['peers', 0])).toBe('peers[0]')
    expect(formatIssuePath([0])).toBe('[0]')
  })

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [[], 'an empty array'],
    [[1], 'an array of 1 item'],
    [[1, 2], 'an array of 2 items'],
    [{}, 'an object'],
    [() => 1, 'a function'],
    ['text', '"text"'],
    ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
  ])('describes %j as %s', (value, text) => {
    expect(describeValue(value)).toBe(text)
  })
})

describe('issues from errors of Ajv', () => {
  const issues = (schema: object, value: unknown, key?: string): readonly string[] => {
    const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(schema)
    validate(value)
    return issuesFromAjv(validate.errors, key).map((issue) => formatIssue(issue))
  }

  it.each([
    [{ exclusiveMinimum: 0 }, 0, 'expected a number > 0, received 0'],
    [{ maximum: 65_535 }, 70_000, 'expected a number <= 65535, received 70000'],
    [{ minLength: 1 }, '', 'expected a string that is not empty, received ""'],
    [{ maxLength: 1 }, 'ab', 'expected a string of at most 1 character, received "ab"'],
    [{ minItems: 1 }, [], 'expected an array of at least 1 item, received an empty array'],
    [{ maxItems: 2 }, [1, 2, 3], 'expected an array of at most 2 items, received an array of 3 items'],
    [{ pattern: '^a' }, 'b', 'expected a string that matches ^a, received "b"'],
    [{ multipleOf: 5 }, 7, 'must be multiple of 5, received 7'],
    [{ const: 'a' }, 'b', 'expected "a", received "b"'],
    [false, 1, 'expected nothing, received 1'],
    [{ oneOf: [{ type: 'string' }, { type: 'array' }] }, 1, 'expected a string or an array, received 1'],
    [
      JSON.parse('{"if":{"type":"string"},"then":{"minLength":2}}'),
      'a',
      'expected a string of at least 2 characters, received "a"',
    ],
    [{ enum: ['', 'on'], writeOnly: true }, 'x', 'expected one of "", "on", received a secret string'],
  ])('%j, given %j', (schema, value, text) => {
    expect(issues({ properties: { it: schema } }, { it: value })).toEqual([`it: ${text}`])
  })

  it('names the keys as the caller does', () => {
    const schema = { properties: { text: {} }, required: ['text'], additionalProperties: false }
    expect(issues(schema, { txt: 1 }, 'field')).toEqual([
      'text: missing, expected a value',
      'txt: unknown field, expected one of text. Did you mean "text"?',
    ])
    expect(issues({ additionalProperties: false }, { a: 1 }, 'field')).toEqual([
      'a: unknown field, expected no fields',
    ])
  })

  it('suggest names for the first keys only: a peer may send very many', () => {
    const value = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`texts${index}`, 1]))
    const lines = issues({ properties: { texts: {} }, additionalProperties: false }, value)
    expect(lines).toHaveLength(100)
    expect(lines.filter((line) => line.includes('Did you mean'))).toHaveLength(20)
  })

  it('are empty without errors', () => {
    expect(issuesFromAjv(null)).toEqual([])
  })

  it('have the JSON pointer as a list of keys', () => {
    const schema = { properties: { 'a/b~c': { items: { type: 'string' } } } }
    expect(issues(schema, { 'a/b~c': [1] })).toEqual(['["a/b~c"][0]: expected a string, received 1'])
  })
})
