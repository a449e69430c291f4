import { expect, test } from 'vitest'
import { issuesText } from '../src/issues-text.js'
import { MessageRules } from '../src/message-rules.js'

const Chat = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] } as const
const Closed = { ...Chat, additionalProperties: false } as const
const SIGNATURE = { key: 'k'.repeat(43), signature: 's'.repeat(86) }

const SCHEMAS = {
  $ref: { $ref: '#/definitions/Chat', definitions: { Chat } },
  '$ref to a closed schema': { $ref: '#/definitions/Chat', definitions: { Chat: Closed } },
  $defs: { $ref: '#/$defs/a~1b', $defs: { 'a/b': Chat } },
  allOf: { allOf: [Chat, { properties: { mood: { type: 'string' } } }] },
  oneOf: { oneOf: [Chat, { properties: { picture: { type: 'string' } }, required: ['picture'] }] },
} as const

function issues(schema: object, message: unknown): string {
  return issuesText(new MessageRules({ schemas: { chat: schema } }).check(message).issues)
}

test.each(Object.entries(SCHEMAS))('a class can be a %s', (_, schema) => {
  expect(issues(schema, { class: 'chat', text: 'hi' })).toBe('')
  expect(issues(schema, { class: 'chat', text: 'hi', ed25519: SIGNATURE })).toBe('')
  expect(issues(schema, { class: 'chat', text: 7 })).not.toBe('')
  expect(issues(schema, { class: 'chat', text: 'hi', other: 1 })).not.toBe('')
})

test('a composed schema can be open', () => {
  expect(issues({ ...SCHEMAS.allOf, additionalProperties: true }, { class: 'chat', text: 'a', b: 1 })).toBe(
    '',
  )
})

test('a composed schema can have the class among its properties', () => {
  const schema = { allOf: [{ properties: { class: { const: 'chat' }, text: { type: 'string' } } }] }
  expect(issues(schema, { class: 'chat', text: 'hi' })).toBe('')
})

test('defaults are filled in, and the fields keep their order', () => {
  const schema = { $ref: '#/definitions/C', definitions: { C: { properties: { a: { default: 1 }, b: {} } } } }
  const { message } = new MessageRules({ schemas: { chat: schema }, fill: true }).check({
    b: 2,
    class: 'chat',
  })
  expect(JSON.stringify(message)).toBe('{"b":2,"class":"chat","a":1}')
})

test('multipleOf is decimal', () => {
  const schema = { properties: { price: { type: 'number', multipleOf: 0.01 } } } as const
  for (const price of [19.99, 0.07, 1_000_000.01, 4.35, -0.29, 0, 1e22])
    expect(issues(schema, { class: 'chat', price })).toBe('')
  for (const price of [19.999, 0.005, 1e-300])
    expect(issues(schema, { class: 'chat', price })).toContain('0.01')
})

test('a signature has its form, unless the schema says otherwise', () => {
  expect(issues(Closed, { class: 'chat', text: 'hi', ed25519: SIGNATURE })).toBe('')
  expect(issues(Closed, { class: 'chat', text: 'hi', ed25519: { ...SIGNATURE, more: 1 } })).not.toBe('')
  const own = { properties: { ed25519: { type: 'string' } } }
  expect(issues(own, { class: 'chat', ed25519: 'mine' })).toBe('')
})
