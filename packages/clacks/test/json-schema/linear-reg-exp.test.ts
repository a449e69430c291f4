import { describe, expect, it } from 'vitest'
import { linearRegExp } from '../../src/json-schema/index.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'

const PIECES = [
  ...['.', '\\s', '\\S', '\\w', '\\W', '\\d', '\\D', '\\b', '\\B', '^', '$', 'a', 'K', 'é', ' ', '😀'],
  ...['\\cJ', '\\u{2028}', '\\u00a0', '\\ud83d\\ude00', '\\x41', '\\0', '\\t', '\\n', '\\/', '\\-', '\\.'],
  ...['[]', '[^]', '[\\s]', '[^\\s]', '[\\S]', '[^\\S]', '[^\\S\\d]', '[\\w-]', '[a-z\\u{1F600}-\\u{1F64F}]'],
  ...[
    '[[:alpha:]',
    '[a&&b]',
    '[\\b]',
    '[^\\W_]',
    '[.]',
    '[\\cJ\\-]',
    '[^\\ud83d\\ude00]',
    '[-a]',
    '[^-]',
    '[(?<x>]',
    '[(?=a]',
  ],
  ...['\\p{L}', '\\P{Lu}', '[\\p{Script=Greek}x]', '[^\\P{White_Space}]', '\\{', '\\]', '-', ',', ':'],
]
const QUANTIFIERS = ['', '', '', '*', '+', '?', '*?', '{2}', '{0,2}', '{1,}']
const LETTERS = Array.from(
  'aAKkzé09_ -.,:[]&{}/\t\n\r\v\f\0\b\u0085\u00a0\u1680\u2003\u2028\u2029\u202f\ufeffſKλ😀😁\u{10ffff}',
)
LETTERS.push('\ud800', '\udc00')

describe('a pattern in linear time', () => {
  it.each([
    ['^\\S+$', 'a\u00a0b', false],
    ['^\\s$', '\u00a0', true],
    ['^.$', '\u2028', false],
    ['^.$', '\r', false],
    ['^[^\\s]+$', '\ufeff', false],
    ['a$', 'a\n', false],
    ['[]|b', ']', false],
    ['^[[:alpha:]+$', 'a[:', true],
    ['^(?<name>\\p{Lu})$', 'É', true],
  ])('means in JavaScript: %s for %j', (pattern, text, matches) => {
    expect(linearRegExp(pattern, 'u').test(text)).toBe(matches)
  })

  it('matches what JavaScript matches, for 3,000 random patterns', () => {
    const random = new SeededRandom(20)
    const oneOf = <Item>(items: readonly Item[], fallback: Item): Item =>
      items[Math.floor(random.fraction() * items.length)] ?? fallback
    const times = (most: number, make: () => string): string =>
      Array.from({ length: Math.ceil(random.fraction() * most) }, make).join('')
    const part = (): string => {
      const piece = oneOf(PIECES, '')
      return /^(?:\^|\$|\\[bB])$/.test(piece) ? piece : piece + oneOf(QUANTIFIERS, '')
    }
    const group = (): string =>
      oneOf(
        [part, part, () => `(${part()}|${part()})`, () => `(?:${part()})+`, () => `(?<x>${part()})`],
        part,
      )()
    const differences: string[] = []
    let count = 0
    while (count < 3_000) {
      const pattern = times(4, group)
      let javascript: RegExp
      try {
        javascript = new RegExp(pattern, 'u')
      } catch {
        continue
      }
      count++
      const linear = linearRegExp(pattern, 'u')
      for (let text = 0; text < 20; text++) {
        // V8 looks for \B between the two halves of a character too, against ECMA-262.
        const letters = pattern.includes('\\B') ? LETTERS.filter(({ length }) => length === 1) : LETTERS
        const word = times(5, () => oneOf(letters, ''))
        if (linear.test(word) !== javascript.test(word)) differences.push(JSON.stringify([pattern, word]))
      }
    }
    expect(differences).toEqual([])
  })

  it.each(['(?=a)', '(?!a)', '(?<=a)', '(?<!a)', '(a)\\1', '(?<n>a)\\k<n>', 'a{2000}'])(
    'is refused: %s',
    (pattern) => {
      expect(() => linearRegExp(pattern, 'u')).toThrow(/cannot be matched in linear time/)
    },
  )
})
