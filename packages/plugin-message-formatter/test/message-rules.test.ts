import { describe, expect, it, test } from 'vitest'
import { faultsText } from '../src/fault.js'
import { MessageRules } from '../src/message-rules.js'
import type { MessageFormatterOptions } from '../src/options.js'

/** All that is wrong with a message, in words. */
function faults(options: MessageFormatterOptions, message: unknown): string {
  return faultsText(new MessageRules(options).check(message).faults)
}

const RIGHT = ''
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
  it('takes the example of the original', () => {
    expect(faults(FILE_SPREADER, PIECE)).toBe(RIGHT)
    expect(faults(FILE_SPREADER, { ...PIECE, createdBy: 'me', homeAddress: 'here' })).toBe(RIGHT)
  })

  it('reports each unknown and each missing field', () => {
    const { finalHash, chunkData, ...less } = PIECE
    expect([finalHash, chunkData]).toEqual(['c', 'd'])
    expect(
      faults(FILE_SPREADER, { ...less, colour: 'red', size: 7 })
        .split('; ')
        .sort(),
    ).toEqual([
      'message.chunkData: found nothing, expected a value',
      'message.colour: found an unknown field, expected no other field than class, piecesCount, chunkHashes, finalHash, chunkData, createdBy, homeAddress',
      'message.finalHash: found nothing, expected a value',
      'message.size: found an unknown field, expected no other field than class, piecesCount, chunkHashes, finalHash, chunkData, createdBy, homeAddress',
    ])
  })

  it('refuses messages of another class, unless they are to pass', () => {
    const other = { class: 'radio', anything: 1 }
    expect(faults(FILE_SPREADER, other)).toBe('message.class: found "radio", expected "file-spreader"')
    expect(faults({ ...FILE_SPREADER, otherClasses: 'pass' }, other)).toBe(RIGHT)
    expect(faults({ ...FILE_SPREADER, otherClasses: 'pass' }, { ...PIECE, colour: 'red' })).toContain(
      'unknown',
    )
  })

  it('without a class in the options takes any class, but never none', () => {
    expect(faults({ required: ['text'] }, { class: 'a', text: 1 })).toBe(RIGHT)
    expect(faults({ required: ['text'] }, { class: 7, text: 1 })).toBe(RIGHT)
    expect(faults({ required: ['text'] }, { text: 1 })).toBe('message.class: found nothing, expected a value')
    expect(faults({ ...FILE_SPREADER, otherClasses: 'pass' }, { text: 1 })).toContain(
      'message.class: found nothing',
    )
  })

  it('without options takes messages that have a class and nothing else', () => {
    expect(faults({}, { class: 'a' })).toBe(RIGHT)
    expect(faults({}, { class: 'a', text: 1 })).toContain('message.text: found an unknown field')
  })
})

test.each([
  [null, 'null'],
  [undefined, 'nothing'],
  [7, '7'],
  [true, 'true'],
  ['text', '"text"'],
  [[], 'an empty list'],
  [[{ class: 'a' }], 'a list of 1'],
  [10n, '10'],
])('what is no object is invalid: %s', (message, found) => {
  expect(faults({}, message)).toBe(`message: found ${found}, expected an object with the field "class"`)
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
  it('takes what fits', () => {
    expect(faults(CHAT, { class: 'chat', text: 'hi', mood: 'sad', mail: 'a@b.example', either: 5 })).toBe(
      RIGHT,
    )
    expect(faults(CHAT, { class: 'join', name: 'me' })).toBe(RIGHT)
  })

  it('reports every fault: where, what was found, what was expected', () => {
    const message = {
      class: 'chat',
      mood: 'angry',
      mail: 'nowhere',
      tags: ['a', 7, 'b', 'c'],
      'a/b~c d': 1.5,
      x: 1,
    }
    expect(
      faults(CHAT, { ...message, either: 4 })
        .split('; ')
        .sort(),
    ).toEqual([
      'message.either: found 4, expected a text or a whole number',
      'message.mail: found "nowhere", expected a text of the form email',
      'message.mood: found "angry", expected one of "glad", "sad"',
      'message.tags: found a list of 4, expected a value that must NOT have more than 3 items',
      'message.tags[1]: found 7, expected a text',
      'message.text: found nothing, expected a text',
      'message.x: found an unknown field, expected no other field than class, text, mood, mail, tags, a/b~c d, either',
      'message["a/b~c d"]: found 1.5, expected a whole number',
    ])
  })

  it('names the classes that there are', () => {
    const expected = 'message.class: found "chatt", expected "chat" or "join"'
    expect(faults(CHAT, { class: 'chatt', text: 'hi' })).toBe(expected)
    expect(faults({ ...CHAT, otherClasses: 'pass' }, { class: 'chatt', text: 'hi' })).toBe(RIGHT)
  })

  it('takes other fields where the schema says so', () => {
    const open = { schemas: { chat: { properties: {}, additionalProperties: true } } } as const
    expect(faults(open, { class: 'chat', x: 1 })).toBe(RIGHT)
  })

  it('stands beside a class that is described by the names of its fields', () => {
    const both = { ...CHAT, class: 'note', required: ['at'] }
    expect(faults(both, { class: 'note', at: 1 })).toBe(RIGHT)
    expect(faults(both, { class: 'chat', text: 'hi' })).toBe(RIGHT)
    expect(faults(both, { class: 'note' })).toContain('message.at')
  })

  it('says what the branch of a condition misses', () => {
    const schema = {
      properties: { kind: { type: 'string' }, size: { type: 'integer' } },
      if: { properties: { kind: { const: 'big' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['size'] },
    } as const
    expect(faults({ schemas: { chat: schema } }, { class: 'chat', kind: 'big' })).toBe(
      'message.size: found nothing, expected a value',
    )
  })

  it('lets one class refer to another', () => {
    const schemas = {
      piece: { $id: 'piece', properties: { data: { type: 'string' } }, required: ['data'] },
      pair: { properties: { pieces: { type: 'array', items: { $ref: 'piece' } } } },
    } as const
    const data = { class: 'piece', data: 'x' }
    expect(faults({ schemas }, { class: 'pair', pieces: [data, data] })).toBe(RIGHT)
    expect(faults({ schemas }, { class: 'pair', pieces: [data, { class: 'piece' }] })).toContain(
      'pieces[1].data',
    )
    const other = { class: 'other', data: 'x' }
    expect(faults({ schemas }, { class: 'pair', pieces: [other] })).toContain(
      'found "other", expected "piece"',
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
    const finding = new MessageRules({ schemas, fill: true }).check(message)
    expect(finding).toEqual({
      message: { class: 'chat', text: 'hi', times: 1, at: { place: 'here' } },
      faults: [],
    })
    expect(message).toEqual({ class: 'chat', text: 'hi', at: {} })
    expect(faults({ schemas }, message)).toContain('message.times: found nothing')
  })

  it('coerces types, in a copy', () => {
    const message = { class: 'chat', text: 7, times: '12' }
    const finding = new MessageRules({ schemas, coerce: true }).check(message)
    expect(finding).toEqual({ message: { class: 'chat', text: '7', times: 12 }, faults: [] })
    expect(message).toEqual({ class: 'chat', text: 7, times: '12' })
    expect(faults({ schemas }, message)).toContain('message.times: found "12", expected a whole number')
  })

  it('leaves a message as it is where it is wrong all the same', () => {
    const message = { class: 'chat', times: '12', x: 1 }
    const finding = new MessageRules({ schemas, fill: true, coerce: true }).check(message)
    expect(finding.message).toBe(message)
    expect(finding.faults).toHaveLength(2)
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
    ['without a prototype', Object.assign(Object.create(null), { class: 'chat', text: 'hi' }), RIGHT],
    [
      'with __proto__',
      JSON.parse('{"class":"chat","text":"hi","__proto__":{"x":1}}'),
      '__proto__: found an unknown',
    ],
    [
      'with a class from the prototype',
      JSON.parse('{"__proto__":{"class":"chat"},"text":"hi"}'),
      'message.class',
    ],
    ['of a class that objects have', { class: 'constructor' }, 'found "constructor"'],
    ['of the class __proto__', { class: '__proto__' }, 'found "__proto__"'],
    ['of a class that is no text', { class: ['chat'], text: 'hi' }, 'found a list of 1'],
  ])('%s', (_, message, expected) => {
    const text = faults(CHAT, message)
    if (expected === RIGHT) expect(text).toBe(RIGHT)
    else expect(text).toContain(expected)
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  it('a class that is only inherited is none', () => {
    const message = Object.assign(Object.create({ class: 'radio' }), { text: 'hi' })
    expect(faults({ ...CHAT, otherClasses: 'pass' }, message)).toContain('message.class: found nothing')
  })

  it('a field that all objects inherit is still missing', () => {
    expect(faults({ required: ['toString'] }, { class: 'a' })).toContain('message.toString: found nothing')
  })

  it.each([false, true])('100,000 levels deep (fill: %s)', (fill) => {
    const deep = JSON.parse(`${'{"left":'.repeat(100_000)}{}${'}'.repeat(100_000)}`)
    const finding = new MessageRules({ ...tree, fill }).check({ class: 'tree', left: deep })
    expect(faultsText(finding.faults)).toBe('message: found an object, expected fewer levels of nesting')
  })

  it('of a large one only the first fault is reported', () => {
    const tags = Array.from({ length: 100_000 }, (_, index) => index)
    const wrong = new MessageRules(CHAT).check({ class: 'chat', text: 'x', tags, more: 1 })
    expect(wrong.faults).toHaveLength(1)
    const fields = Object.fromEntries(tags.map((tag) => [`field${tag}`, tag]))
    expect(new MessageRules(CHAT).check({ ...fields, class: 'chat' }).faults).toHaveLength(1)
  })

  it('texts of strangers are cut, and many faults counted', () => {
    const long = 'x'.repeat(100_000)
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}${long}`, 1]))
    const text = faults(CHAT, { class: 'chat', text: 'hi', ...fields })
    expect(text).toMatch(/; and 20 more$/)
    expect(text.length).toBeLessThan(3_000)
    expect(faults(CHAT, long).length).toBeLessThan(200)
  })

  it('what another plugin made impossible to write does not throw', () => {
    expect(faults({ ...CHAT, fill: true }, { class: 'chat', text: 1n })).toContain(
      'expected what can be checked',
    )
  })
})

test.each([
  ['an unknown keyword', { propertys: {} }, 'propertys'],
  ['an unknown type', { properties: { text: { type: 'text' } } }, 'type'],
  ['an unknown format', { properties: { text: { type: 'string', format: 'fax' } } }, 'fax'],
  ['properties that are none', { properties: 7 }, 'properties'],
  ['required that is no list', { required: 'text' }, 'required'],
  ['a reference to nothing', { properties: { text: { $ref: '#/definitions/text' } } }, 'reference'],
  ['an asynchronous schema', { $async: true }, 'asynchronous'],
])('%s is an error that names the class', (_, schema, text) => {
  const options: object = { schemas: { chat: schema } }
  expect(() => new MessageRules(options)).toThrow(
    /^The schema of the class "chat" is no JSON Schema of draft 7: /,
  )
  expect(() => new MessageRules(options)).toThrow(text)
})
