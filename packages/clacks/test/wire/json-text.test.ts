import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duplicateKeyIn, inexactNumberIn } from '../../src/wire/json-fidelity.js'
import { elementsOf, onOneLine, textAt } from '../../src/wire/json-text.js'
import { textOfChanged } from '../../src/wire/unchanged-numbers.js'

const BIG = '12345678901234567891'

describe('textAt', () => {
  it('returns the text of a value as it stands there', () => {
    const json = `{ "type" : "message", "message": { "id" : ${BIG}, "a" : [ 1.0, "}\\"" ] }, "z": -0 }`
    expect(textAt(json, ['message'])).toBe(`{ "id" : ${BIG}, "a" : [ 1.0, "}\\"" ] }`)
    expect(textAt(json, ['message', 'a', 1])).toBe('"}\\""')
    expect(textAt(json, ['z'])).toBe('-0')
    expect(textAt(json, [])).toBe(json)
    expect(textAt(json, ['friend'])).toBeUndefined()
  })

  it('takes the last of equal keys, and reads escapes in keys', () => {
    expect(textAt('{"a":1,"\\u0061":[2]}', ['a'])).toBe('[2]')
  })

  it('finds what JSON.parse finds, in every JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, space) => {
        const text = textAt(JSON.stringify({ first: 0, value }, undefined, space), ['value'])
        expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('elementsOf', () => {
  it('returns the texts of the items', () => {
    expect(elementsOf(`[ ${BIG} , {"a":[1,2]}, [ [] ], "," ]`)).toEqual([BIG, '{"a":[1,2]}', '[ [] ]', '","'])
    expect(elementsOf('[]')).toEqual([])
  })
})

describe('onOneLine', () => {
  it('changes line breaks between tokens only', () => {
    const json = `{\r\n  "a": "\\n\u2028"\n}`
    expect(onOneLine(json)).toBe(`{    "a": "\\n\u2028" }`)
  })
})

describe('duplicateKeyIn', () => {
  it.each([
    ['{"a":1,"b":2,"a":1}', ['a']],
    ['{"a":1,"\\u0061":1}', ['a']],
    ['[{"x":{"a":1,"a":1}}]', [0, 'x', 'a']],
    ['{"__proto__":1,"__proto__":2}', ['__proto__']],
    ['{"":1,"":2}', ['']],
  ])('finds the key that occurs twice in %s', (json, path) => {
    expect(duplicateKeyIn(json)).toEqual({ path, message: 'occurs twice' })
  })

  it.each(['{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '7'])(
    'finds none in %s',
    (json) => {
      expect(duplicateKeyIn(json)).toBeUndefined()
    },
  )
})

describe('inexactNumberIn', () => {
  it.each([
    '9007199254740993',
    BIG,
    '0.1000000000000000055511151231257827',
    '1e999',
    '-1e-999',
    '1234567.1234567891',
  ])('finds %s', (number) => {
    expect(inexactNumberIn(`{"a":[${number}]}`)).toMatchObject({ path: ['a', 0] })
  })

  it.each([
    '9007199254740992',
    '1.0',
    '1e2',
    '1E+2',
    '-0',
    '-0.0e5',
    '19.99',
    '5e-324',
    '100000000000000000000',
  ])('does not find %s', (number) => {
    expect(inexactNumberIn(number)).toBeUndefined()
  })

  it('finds no number that JSON.stringify writes, and none in a string', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(inexactNumberIn(JSON.stringify([value, BIG]))).toBeUndefined()
      }),
    )
  })

  it('is quick for a hostile number', () => {
    const number = `0.${'0'.repeat(500_000)}1`
    expect(inexactNumberIn(`[${number}]`)).toBeDefined()
  })
})

describe('textOfChanged', () => {
  const change = (source: string, edit: (message: Record<string, unknown>) => void): string => {
    const message = JSON.parse(source)
    edit(message)
    return textOfChanged(message, source)
  }

  it('keeps the digits of numbers that stay where they are', () => {
    const source = `{"id":${BIG},"list":[1,${BIG},{"n":1e999}],"text":"digits0"}`
    const text = change(source, (message) => {
      message.seen = true
    })
    expect(text).toBe(`{"id":${BIG},"list":[1,${BIG},{"n":1e999}],"text":"digits0","seen":true}`)
  })

  it('writes numbers that were changed or moved as doubles', () => {
    const text = change(`{"id":${BIG},"old":${BIG}}`, (message) => {
      message.id = 1
      message.moved = message.old
      delete message.old
    })
    expect(text).toBe('{"id":1,"moved":12345678901234567000}')
  })

  it('writes what a message was replaced by', () => {
    expect(textOfChanged('new', `{"id":${BIG}}`)).toBe('"new"')
    expect(textOfChanged({ toJSON: () => 7 }, `{"id":${BIG}}`)).toBe('7')
  })

  it('is quick for a hostile message', () => {
    const many = `${'['.repeat(5_000)}${`${BIG},`.repeat(40_000)}0${']'.repeat(5_000)}`
    const source = `{"many":${many},"text":"digits${'.'.repeat(200_000)}"}`
    const text = change(source, (message) => {
      message.seen = true
    })
    expect(text).toBe(`${source.slice(0, -1)},"seen":true}`)
  })
})
