import { describe, expect, it, test } from 'vitest'
import type { MessageSchema } from '../src/class-schema.js'
import { issuesText } from '../src/issues-text.js'
import { MessageRules } from '../src/message-rules.js'
import type { MessageFormatterOptions } from '../src/options.js'

/** The issues of a message on one line. */
function issues(options: MessageFormatterOptions, message: unknown): string {
  return issuesText(new MessageRules(options).check(message).issues)
}

const VALID = ''
const FILE_SPREADER = {
  class: 'file-spreader',
  required: ['piecesCount', 'chunkHashes', 'finalHash', 'chunkData'],
  optional: ['createdBy', 'homeAddress'],
}
const PIECE = {
  class: 'file-spreader',
  piecesCount: 2,
  chunkHashes: ['a', 'b'],
  finalHash: 'c',
  chunkData: 'd',
}

describe('fields by name', () => {
  it('accepts the example of the original', () => {
    expect(issues(FILE_SPREADER, PIECE)).toBe(VALID)
    expect(issues(FILE_SPREADER, { ...PIECE, createdBy: 'me', homeAddress: 'here' })).toBe(VALID)
  })

  it('reports each unknown and each missing field', () => {
    const { finalHash, chunkData, ...less } = PIECE
    expect([finalHash, chunkData]).toEqual(['c', 'd'])
    expect(
      issues(FILE_SPREADER, { ...less, colour: 'red', size: 7 })
        .split('; ')
        .sort(),
    ).toEqual([
      'message.chunkData: missing, expected a value',
      'message.colour: unknown field, expected one of class, piecesCount, chunkHashes, finalHash, chunkData, createdBy, homeAddress',
      'message.finalHash: missing, expected a value',
      'message.size: unknown field, expected one of class, piecesCount, chunkHashes, finalHash, chunkData, createdBy, homeAddress',
    ])
  })

  it('rejects messages of another class, unless they may pass', () => {
    const other = { class: 'radio', anything: 1 }
    expect(issues(FILE_SPREADER, other)).toBe('message.class: expected "file-spreader", received "radio"')
    expect(issues({ ...FILE_SPREADER, otherClasses: 'pass' }, other)).toBe(VALID)
    expect(issues({ ...FILE_SPREADER, otherClasses: 'pass' }, { ...PIECE, colour: 'red' })).toContain(
      'unknown',
    )
  })

  it('without a class in the options accepts any class, but requires one', () => {
    expect(issues({ required: ['text'] }, { class: 'a', text: 1 })).toBe(VALID)
    expect(issues({ required: ['text'] }, { class: 7, text: 1 })).toBe(VALID)
    expect(issues({ required: ['text'] }, { text: 1 })).toBe('message.class: missing, expected a value')
    expect(issues({ ...FILE_SPREADER, otherClasses: 'pass' }, { text: 1 })).toContain(
      'message.class: missing',
    )
  })

  it('without options accepts messages that have a class and nothing else', () => {
    expect(issues({}, { class: 'a' })).toBe(VALID)
    expect(issues({}, { class: 'a', text: 1 })).toContain('message.text: unknown field')
  })
})

test.each([
  [null, 'null'],
  [undefined, 'nothing'],
  [7, '7'],
  [true, 'true'],
  ['text', '"text"'],
  [[], 'an empty array'],
  [[{ class: 'a' }], 'an array of 1 item'],
  [10n, '10'],
])('a message that is not an object is invalid: %s', (message, found) => {
  expect(issues({}, message)).toBe(`message: expected an object with the field "class", received ${found}`)
})

const CHAT = {
  schemas: {
    chat: {
      properties: {
        text: { type: 'string', minLength: 2 },
        mood: { enum: ['glad', 'sad'] },
        mail: { type: 'string', format: 'email' },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
        'a/b~c d': { type: 'integer' },
        either: { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 5 }] },
      },
      required: ['text'],
    },
    join: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
} as const satisfies MessageFormatterOptions

describe('a schema for each class', () => {
  it('accepts a valid message', () => {
    expect(issues(CHAT, { class: 'chat', text: 'hi', mood: 'sad', mail: 'a@b.example', either: 5 })).toBe(
      VALID,
    )
    expect(issues(CHAT, { class: 'join', name: 'me' })).toBe(VALID)
  })

  it('reports every issue: path, expected, received', () => {
    const message = {
      class: 'chat',
      mood: 'angry',
      mail: 'nowhere',
      tags: ['a', 7, 'b', 'c'],
      'a/b~c d': 1.5,
      x: 1,
    }
    expect(
      issues(CHAT, { ...message, either: 4 })
        .split('; ')
        .sort(),
    ).toEqual([
      'message.either: expected a string or an integer, received 4',
      'message.mail: expected a string in the format "email", received "nowhere"',
      'message.mood: expected one of "glad", "sad", received "angry"',
      'message.tags: expected an array of at most 3 items, received an array of 4 items',
      'message.tags[1]: expected a string, received 7',
      'message.text: missing, expected a string',
      'message.x: unknown field, expected one of class, text, mood, mail, tags, a/b~c d, either',
      'message["a/b~c d"]: expected an integer, received 1.5',
    ])
  })

  it('names the known classes', () => {
    const expected = 'message.class: expected "chat" or "join", received "chatt"'
    expect(issues(CHAT, { class: 'chatt', text: 'hi' })).toBe(expected)
    expect(issues({ ...CHAT, otherClasses: 'pass' }, { class: 'chatt', text: 'hi' })).toBe(VALID)
  })

  it('accepts other fields if the schema allows them', () => {
    const open = { schemas: { chat: { properties: {}, additionalProperties: true } } } as const
    expect(issues(open, { class: 'chat', x: 1 })).toBe(VALID)
  })

  it('goes together with a class that is described by field names', () => {
    const both = { ...CHAT, class: 'note', required: ['at'] }
    expect(issues(both, { class: 'note', at: 1 })).toBe(VALID)
    expect(issues(both, { class: 'chat', text: 'hi' })).toBe(VALID)
    expect(issues(both, { class: 'note' })).toContain('message.at')
  })

  it('reports what is missing in the branch of a condition', () => {
    const schema = {
      properties: { kind: { type: 'string' }, size: { type: 'integer' } },
      if: { properties: { kind: { const: 'big' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['size'] },
    } as const
    expect(issues({ schemas: { chat: schema } }, { class: 'chat', kind: 'big' })).toBe(
      'message.size: missing, expected a value',
    )
  })

  it('lets the schema of one class refer to another', () => {
    const schemas = {
      piece: { $id: 'piece', properties: { data: { type: 'string' } }, required: ['data'] },
      pair: { properties: { pieces: { type: 'array', items: { $ref: 'piece' } } } },
    } as const
    const data = { class: 'piece', data: 'x' }
    expect(issues({ schemas }, { class: 'pair', pieces: [data, data] })).toBe(VALID)
    expect(issues({ schemas }, { class: 'pair', pieces: [data, { class: 'piece' }] })).toContain(
      'pieces[1].data',
    )
    const other = { class: 'other', data: 'x' }
    expect(issues({ schemas }, { class: 'pair', pieces: [other] })).toContain(
      'expected "piece", received "other"',
    )
  })
})

describe('fill and coerce', () => {
  const schemas = {
    chat: {
      properties: {
        text: { type: 'string' },
        times: { type: 'integer', default: 1 },
        at: { type: 'object', properties: { place: { type: 'string', default: 'here' } } },
      },
      required: ['text', 'times'],
    },
  } as const

  it('fills in defaults, in a copy', () => {
    const message = Object.freeze({ class: 'chat', text: 'hi', at: Object.freeze({}) })
    const result = new MessageRules({ schemas, fill: true }).check(message)
    expect(result).toEqual({
      message: { class: 'chat', text: 'hi', times: 1, at: { place: 'here' } },
      issues: [],
    })
    expect(message).toEqual({ class: 'chat', text: 'hi', at: {} })
    expect(issues({ schemas }, message)).toContain('message.times: missing')
  })

  it('coerces types, in a copy', () => {
    const message = { class: 'chat', text: 7, times: '12' }
    const result = new MessageRules({ schemas, coerce: true }).check(message)
    expect(result).toEqual({ message: { class: 'chat', text: '7', times: 12 }, issues: [] })
    expect(message).toEqual({ class: 'chat', text: 7, times: '12' })
    expect(issues({ schemas }, message)).toContain('message.times: expected an integer, received "12"')
  })

  it('does not change a message that stays invalid', () => {
    const message = { class: 'chat', times: '12', x: 1 }
    const result = new MessageRules({ schemas, fill: true, coerce: true }).check(message)
    expect(result.message).toBe(message)
    expect(result.issues).toHaveLength(2)
    expect(message).toEqual({ class: 'chat', times: '12', x: 1 })
  })
})

describe('hostile messages', () => {
  const tree = {
    schemas: {
      tree: {
        properties: { left: { $ref: '#/definitions/node' } },
        definitions: { node: { type: 'object', properties: { left: { $ref: '#/definitions/node' } } } },
      },
    },
  } as const

  it.each([
    ['without a prototype', Object.assign(Object.create(null), { class: 'chat', text: 'hi' }), VALID],
    [
      'with __proto__',
      JSON.parse('{"class":"chat","text":"hi","__proto__":{"x":1}}'),
      '__proto__: unknown field',
    ],
    [
      'with a class from the prototype',
      JSON.parse('{"__proto__":{"class":"chat"},"text":"hi"}'),
      'message.class',
    ],
    ['with a class named like a property of all objects', { class: 'constructor' }, 'received "constructor"'],
    ['with the class __proto__', { class: '__proto__' }, 'received "__proto__"'],
    ['with a class that is not a string', { class: ['chat'], text: 'hi' }, 'received an array of 1 item'],
  ])('%s', (_, message, expected) => {
    const text = issues(CHAT, message)
    if (expected === VALID) expect(text).toBe(VALID)
    else expect(text).toContain(expected)
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  it('an inherited class does not count', () => {
    const message = Object.assign(Object.create({ class: 'radio' }), { text: 'hi' })
    expect(issues({ ...CHAT, otherClasses: 'pass' }, message)).toContain('message.class: missing')
  })

  it('an inherited field is missing', () => {
    expect(issues({ required: ['toString'] }, { class: 'a' })).toContain('message.toString: missing')
  })

  it.each([false, true])('100,000 levels deep (fill: %s)', (fill) => {
    const deep = JSON.parse(`${'{"left":'.repeat(100_000)}{}${'}'.repeat(100_000)}`)
    const result = new MessageRules({ ...tree, fill }).check({ class: 'tree', left: deep })
    expect(issuesText(result.issues)).toBe('message: nested too deeply')
  })

  it('reports only the first issue of a large message', () => {
    const tags = Array.from({ length: 100_000 }, (_, index) => index)
    const result = new MessageRules(CHAT).check({ class: 'chat', text: 'x', tags, more: 1 })
    expect(result.issues).toHaveLength(1)
    const fields = Object.fromEntries(tags.map((tag) => [`field${tag}`, tag]))
    expect(new MessageRules(CHAT).check({ ...fields, class: 'chat' }).issues).toHaveLength(1)
  })

  it('truncates strings from peers and counts further issues', () => {
    const long = 'x'.repeat(100_000)
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}${long}`, 1]))
    const text = issues(CHAT, { class: 'chat', text: 'hi', ...fields })
    expect(text).toMatch(/; and 20 more$/)
    expect(text.length).toBeLessThan(3_000)
    expect(issues(CHAT, long).length).toBeLessThan(200)
  })

  it('does not throw for a message that another plugin made unserializable', () => {
    expect(issues({ ...CHAT, fill: true }, { class: 'chat', text: 1n })).toContain('cannot be checked')
  })
})

test.each([
  ['an unknown keyword', { propertys: {} }, 'propertys'],
  ['an unknown type', { properties: { text: { type: 'text' } } }, 'type'],
  ['an unknown format', { properties: { text: { type: 'string', format: 'fax' } } }, 'fax'],
  ['properties that are not an object', { properties: 7 }, 'properties'],
  ['required that is not an array', { required: 'text' }, 'required'],
  ['a dangling reference', { properties: { text: { $ref: '#/definitions/text' } } }, 'reference'],
  ['an asynchronous schema', { $async: true }, 'asynchronous'],
])('%s is an error that names the class', (_, schema, text) => {
  const options: object = { schemas: { chat: schema } }
  expect(() => new MessageRules(options)).toThrow(
    /^The schema of the class "chat" is not a valid JSON Schema \(draft 7\): /,
  )
  expect(() => new MessageRules(options)).toThrow(text)
})

describe('a hostile message', () => {
  // So many that more than linear time is longer than a test may take.
  const MANY = 300_000
  const check = (schema: MessageSchema, value: unknown) =>
    issues({ schemas: { a: { properties: { value: schema } } } }, { class: 'a', value })

  it.each<[string, MessageSchema, () => unknown]>([
    ['objects', { uniqueItems: true }, () => Array.from({ length: MANY }, (_, id) => ({ id }))],
    ['text', { pattern: '^(a*)*b?$' }, () => 'a'.repeat(MANY)],
    ['keys', { patternProperties: { '^(a+)+b$': false } }, () => ({ ['a'.repeat(MANY)]: 1 })],
  ])('takes linear time: many %s', (_, schema, value) => {
    expect(check(schema, value())).toBe(VALID)
  })

  it('takes linear time: a URL', () => {
    expect(check({ format: 'url' }, `http://${':'.repeat(MANY)}@`)).toContain('format "url"')
  })

  it('takes linear time in schemas that consist of others', () => {
    const schema = { allOf: [{ properties: { tags: { uniqueItems: true } } }] }
    const tags = Array.from({ length: MANY }, (_, id) => ({ id }))
    expect(issues({ schemas: { a: schema } }, { class: 'a', tags })).toBe(VALID)
  })

  it('cannot use a pattern that needs backtracking: the schema is refused', () => {
    expect(() => check({ pattern: '^(?!b)' }, 'a')).toThrow(/cannot be matched in linear time/)
  })
})
