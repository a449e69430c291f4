// What must and what must not compile. Checked by `tsc`, never run.
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

// Each class is known by its name; what is not required, or has a default, may be missing.
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

// Schemas that stand somewhere else are typed too, where they are constant.
const schemas = { chat: { properties: { text: { type: 'string' } }, required: ['text'] } } as const
expectTypeOf<MessagesOf<typeof schemas>>().toEqualTypeOf<{ class: 'chat'; text: string }>()
expectTypeOf<MessageOf<'chat', (typeof schemas)['chat']>>().toEqualTypeOf<{ class: 'chat'; text: string }>()
// A schema may say what is known anyway.
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
// @ts-expect-error a class that is not declared
node.enqueue({ class: 'chatt', text: 'hello' })
// @ts-expect-error no class
node.enqueue({ text: 'hello' })
// @ts-expect-error a field is missing
node.enqueue({ class: 'chat' })
// @ts-expect-error a field of another type
node.enqueue({ class: 'chat', text: 7 })
// @ts-expect-error a value that is not one of those declared
node.enqueue({ class: 'chat', text: 'hello', mood: 'angry' })
// @ts-expect-error an unknown field
node.enqueue({ class: 'chat', text: 'hello', colour: 'red' })
// @ts-expect-error the field of another class
node.enqueue({ class: 'join', text: 'hello' })
// @ts-expect-error no message at all
node.enqueue('hello')

node.hooks.received.tap('application', ({ message }) => {
  expectTypeOf(message).toEqualTypeOf<Chat>()
  // @ts-expect-error which class it is must be asked first
  message.text
  if (message.class === 'chat') expectTypeOf(message.text).toEqualTypeOf<string>()
  if (message.class === 'join') expectTypeOf(message.name).toEqualTypeOf<string>()
  return undefined
})
expectTypeOf(node.peek()).toEqualTypeOf<readonly Chat[]>()

// What comes from elsewhere.
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
// @ts-expect-error not a list
messageFormatter({ required: 'a' })
// @ts-expect-error the schemas are known
chat.formatter({ schemas })
// @ts-expect-error no keyword of JSON Schema has this value
defineMessages({ chat: { type: 'text' } })
