import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { addLinearKeywords, linearRegExp } from '../../src/json-schema/index.js'

/** As many that comparing each with each other, or backtracking, takes longer than a test may. */
const MANY = 300_000

const linear = (schema: object) => {
  const ajv = new Ajv({ code: { regExp: linearRegExp }, strictTypes: false })
  addFormats.default(ajv)
  addLinearKeywords(ajv)
  return ajv.compile(schema)
}
const original = (schema: object) => {
  const ajv = new Ajv({ strictTypes: false })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

describe('uniqueItems', () => {
  const values = [
    null,
    true,
    0,
    -0,
    1,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    '',
    '1',
    'null',
    '[0',
    [],
    [[]],
    ['a'],
    [1, [2]],
    [[1], 2],
    {},
    { a: 1 },
    { a: 1, b: [2] },
    { b: [2], a: 1 },
    { a: { b: 1 } },
    [{}],
    ['a,b'],
    ['a', 'b'],
    { 'a,b': 1 },
    JSON.parse('{"__proto__":1}'),
  ]

  it('finds equal what Ajv finds equal', () => {
    const [ours, theirs] = [linear({ uniqueItems: true }), original({ uniqueItems: true })]
    for (const one of values)
      for (const other of values) {
        const items = ['other', one, other]
        expect([items, ours(items)]).toEqual([items, theirs(items)])
      }
  })

  it('says which items are equal, as Ajv does', () => {
    const [ours, theirs] = [linear({ uniqueItems: true }), original({ uniqueItems: true })]
    const items = [{ a: 1 }, 2, { a: 1 }]
    ours(items)
    theirs(items)
    expect(ours.errors).toEqual(theirs.errors)
  })

  it('has no effect if it is false', () => {
    expect(linear({ uniqueItems: false })([1, 1])).toBe(true)
  })

  it('takes linear time for objects, and any depth', () => {
    const unique = linear({ uniqueItems: true })
    expect(unique(Array.from({ length: MANY }, (_, id) => ({ id })))).toBe(true)
    const deep = () => JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`)
    expect(unique([deep(), [deep()]])).toBe(true)
    expect(unique([deep(), deep()])).toBe(false)
  })
})

describe('url', () => {
  it.each([
    'http://example.com',
    'https://a-b.example.com:8080/a/b?c=d#e',
    'ftp://user:pass@example.com/',
    'http://a@b@example.com',
    'http://user@example.com',
    'http://ünïcode.com/é',
    'http://8.8.8.8',
    'http://10.0.0.1',
    'http://192.168.0.1',
    'http://localhost',
    'http://example',
    'example.com',
    'http://',
    'http://ex ample.com',
    'http://example.com/a b',
    'javascript://example.com',
    'http://a/b@example.com',
    'http://@example.com',
    'http://:@example.com',
    'http://::::@example.com',
    '',
    'HTTP://EXAMPLE.COM',
  ])('is what it is for ajv-formats: %s', (text) => {
    expect(linear({ format: 'url' })(text)).toBe(original({ format: 'url' })(text))
  })

  it.each([':', '@', '@a', 'a.', 'a-', '/', '@aa.aa/', '1.', 'a'])(
    'takes linear time for many %s',
    (part) => {
      const url = linear({ format: 'url' })
      const text = `http://${part.repeat(MANY / part.length)}`
      for (const end of ['', '@', ' ', '!']) expect(typeof url(text + end)).toBe('boolean')
    },
  )
})

describe('pattern', () => {
  it.each([
    ['^[a-z ]*$', 'a b', true],
    ['^\\d{3}-\\d{4}$', '555-1234', true],
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['^\\p{L}+$', 'é', true],
    ['^\\u0041/$', 'A/', true],
    ['^.$', '😀', true],
    ['^[\\w.+-]+@(?<host>[a-z]+)$', 'a.b@c', true],
    ['a$', 'a\n', false],
  ])('%s means the same as in JavaScript', (pattern, text, matches) => {
    expect(new RegExp(pattern, 'u').test(text)).toBe(matches)
    expect(linear({ pattern })(text)).toBe(matches)
  })

  it.each(['^(a+)+$', '(a|a)*b', '(.*)*x', '^(a?){50}a{50}$'])('%s takes linear time', (pattern) => {
    expect(linear({ pattern })(`${'a'.repeat(MANY)}!`)).toBe(false)
    expect(linear({ patternProperties: { [pattern]: false } })({ [`${'a'.repeat(MANY)}!`]: 1 })).toBe(true)
  })

  it.each(['(?=a)', '(?!a)', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?i)a', '\\Qa\\E', '('])(
    '%s is refused',
    (pattern) => {
      expect(() => linear({ pattern })).toThrow(SyntaxError)
    },
  )
})
