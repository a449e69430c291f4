import { createHash } from 'node:crypto'
import { messageHash } from 'clacks'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentOf } from '../src/content.js'
import { wordsOf } from '../src/words.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the hash of a message', () => {
  test('is its messageHash, whatever the message', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('constructor', 'toString', '10', '9', 'é', '😀'),
    )
    const values = [fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)]
    const message = fc.anything({ key, values, maxDepth: 3, maxKeys: 5 })
    fc.assert(
      fc.property(message, (value) => {
        const json = JSON.stringify(value)
        for (const text of [json, JSON.stringify(value, null, 1)])
          expect(contentOf(text).hash).toBe(messageHash(text))
      }),
      { numRuns: 300 },
    )
  })

  const manyKeys = Array.from({ length: 100 }, (_, n) => `"key${100 - n}":{"b":1,"a":2}`).join()

  test.each([
    '{"b":{"__proto__":1,"a":2},"a":{"c":3}}',
    '{"constructor":1,"a":{"b":2}}',
    '{"toJSON":1,"a":"toJSON"}',
    '["\\ud800",{"b":1,"a":2}]',
    '{"b":"\\\\ud800","a":1}',
    '{"b":1e400,"a":2}',
    '{"b":-0,"a":1E2,"c":10.0}',
    `{${manyKeys}}`,
    `${'['.repeat(500)}{"b":1,"a":2}${']'.repeat(500)}`,
    `${'['.repeat(501)}{"b":1,"a":2}${']'.repeat(501)}`,
    `${'['.repeat(500)}{}${']'.repeat(500)}`,
    '9007199254740993',
    '{"b":1,"a":{"c":1,"c":2}}',
  ])('of %.40s', (json) => {
    expect(contentOf(json).hash).toBe(messageHash(json))
  })
})

test.each([
  ['9007199254740993', '9007199254740992'],
  ['{"a":1,"a":2}', '{"a":2}'],
])('%s and %s are two messages, although JSON.parse sees one', (one, other) => {
  expect(contentOf(one).hash).toBe(sha256(one))
  expect(contentOf(one).hash).not.toBe(contentOf(other).hash)
})

describe('words', () => {
  const long = 'x'.repeat(100)

  test.each([
    [
      ['Good morning,', 'Ankh-Morpork 42'],
      ['good', 'morning', 'ankh', 'morpork', '42'],
    ],
    [['line\nline\tTAB'], ['line', 'line', 'tab']],
    [
      ['Café', '😀', 'ÑANDÚ_1'],
      ['cafe', 'nandu', '1'],
    ],
    [[`${'y'.repeat(64)} a${long} ${long}b`], ['y'.repeat(64), `a${'x'.repeat(63)}`, 'x'.repeat(64)]],
    [['-'.repeat(200)], []],
    [['重跑gen-itgc后50条，'], ['重', '跑', 'gen', 'itgc', '后', '50', '条']],
    [['東京タワー ガ'], ['東', '京', 'タ', 'ワ', 'ー', 'カ']],
    [['ชาวโลก x한국어'], ['ช', 'า', 'ว', 'โ', 'ล', 'ก', 'x한국어'.normalize('NFKD')]],
  ])('of %j', (texts, expected) => {
    expect(wordsOf(texts).split(' ').filter(Boolean)).toEqual(expected)
  })

  test('of a letter with very many accents are found in linear time', () => {
    expect(wordsOf([`caf\u00e9${'\u0315\u0300\u05ae'.repeat(200_000)} latte`])).toBe('cafe latte')
  })

  test('are limited in number and length', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => `w${n}`).join(' ')
    expect(wordsOf([many]).split(' ')).toHaveLength(2_000)
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', 'b'.repeat(30), '-', 'É'), { maxLength: 200 }),
        (parts) => {
          for (const word of wordsOf([parts.join('')]).split(' ')) expect(word.length).toBeLessThanOrEqual(64)
        },
      ),
    )
  })
})

test('messages that differ in digits beyond those of a double are different messages', () => {
  const hashes = ['12345678901234567891', '12345678901234567892', '0.10000000000000000001', '0.1'].map(
    (number) => contentOf(`{"id":${number}}`).hash,
  )
  expect(new Set(hashes).size).toBe(4)
  expect(contentOf('{"a":1.5,"b":1e308}').hash).toBe(contentOf('{"b":1e308,"a":1.50}').hash)
})
