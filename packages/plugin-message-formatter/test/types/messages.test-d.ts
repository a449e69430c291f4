// What must compile and what must not. Checked by `tsc`, never run.
import { Clacks } from 'clacks'
import { expectTypeOf } from 'vitest'
import { defineMessages, type MessageOf, type MessagesOf, messageFormatter } from '../../src/index.js'

const chat = defineMessages({
  chat: {
    properties: {
      text: { type: 'string', minLength: 1 },
      author: { type: 'string' },
      mood: { enum: ['glad', 'sad'], default: 'glad' },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['text'],
  },
  join: {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  },
  ping: {},
  note: { properties: { at: { type: 'integer' } }, additionalProperties: true },
})
type Chat = MessagesOf<typeof chat>

// `class` discriminates the union. Fields that are not required or have a default are optional.
expectTypeOf<Extract<Chat, { class: 'chat' }>>().toEqualTypeOf<{
  class: 'chat'
  text: string
  author?: string
  mood?: 'glad' | 'sad'
  tags?: string[]
}>()
expectTypeOf<Extract<Chat, { class: 'join' }>>().toEqualTypeOf<{ class: 'join'; name: string }>()
expectTypeOf<Extract<Chat, { class: 'ping' }>>().toEqualTypeOf<{ class: 'ping' }>()
expectTypeOf<Chat['class']>().toEqualTypeOf<'chat' | 'join' | 'ping' | 'note'>()

// Schemas declared elsewhere are typed too, if they are constant.
const schemas = { chat: { properties: { text: { type: 'string' } }, required: ['text'] } } as const
expectTypeOf<MessagesOf<typeof schemas>>().toEqualTypeOf<{ class: 'chat'; text: string }>()
expectTypeOf<MessageOf<'chat', (typeof schemas)['chat']>>().toEqualTypeOf<{ class: 'chat'; text: string }>()
// A schema may repeat what is implied.
const wordy = {
  chat: {
    type: 'object',
    properties: { class: { const: 'chat' }, text: { type: 'string' } },
    required: ['class', 'text'],
    additionalProperties: false,
  },
} as const
expectTypeOf<MessagesOf<typeof wordy>>().toEqualTypeOf<{ class: 'chat'; text: string }>()

const node = new Clacks<Chat>({
  plugins: [chat.formatter(), chat.formatter({ fill: true, errorStatus: 400 })],
})

node.enqueue({ class: 'chat', text: 'hello' })
node.enqueue({ class: 'chat', text: 'hello', author: 'me', mood: 'sad', tags: ['a'] })
node.enqueue({ class: 'ping' })
node.enqueue({ class: 'note', at: 1, anything: 'else' })
// @ts-expect-error an undeclared class
node.enqueue({ class: 'chatt', text: 'hello' })
// @ts-expect-error no class
node.enqueue({ text: 'hello' })
// @ts-expect-error a field is missing
node.enqueue({ class: 'chat' })
// @ts-expect-error a field of the wrong type
node.enqueue({ class: 'chat', text: 7 })
// @ts-expect-error a value that is not declared
node.enqueue({ class: 'chat', text: 'hello', mood: 'angry' })
// @ts-expect-error an unknown field
node.enqueue({ class: 'chat', text: 'hello', colour: 'red' })
// @ts-expect-error the field of another class
node.enqueue({ class: 'join', text: 'hello' })
// @ts-expect-error not a message
node.enqueue('hello')

node.hooks.received.tap('application', ({ message }) => {
  expectTypeOf(message).toEqualTypeOf<Chat>()
  // @ts-expect-error the class must be narrowed first
  message.text
  if (message.class === 'chat') expectTypeOf(message.text).toEqualTypeOf<string>()
  if (message.class === 'join') expectTypeOf(message.name).toEqualTypeOf<string>()
  return undefined
})
expectTypeOf(node.peek()).toEqualTypeOf<readonly Chat[]>()

// Data from elsewhere.
const unknown: unknown = JSON.parse('{}')
if (chat.is(unknown)) expectTypeOf(unknown).toEqualTypeOf<Chat>()
node.enqueue(chat.message({ class: 'join', name: 'me' }))
// @ts-expect-error a field is missing
chat.message({ class: 'join' })

// Options.
messageFormatter()
messageFormatter({ class: 'file', required: ['a'], optional: ['b'], rejectInvalid: false, errorStatus: 500 })
messageFormatter({ schemas, fill: true, coerce: true, otherClasses: 'pass' })
// @ts-expect-error an unknown option
messageFormatter({ requird: ['a'] })
// @ts-expect-error not an array
messageFormatter({ required: 'a' })
// @ts-expect-error the schemas are fixed
chat.formatter({ schemas })
// @ts-expect-error not a valid value of this JSON Schema keyword
defineMessages({ chat: { type: 'text' } })
