import { defineMessageApp } from '@clacks/plugin-message-formatter'

const WORD = { type: 'string', minLength: 1, maxLength: 40 } as const
/** Tells a message that comes by again from one that says the same. */
const COMMON = {
  id: { type: 'string', maxLength: 40 },
  room: WORD,
  nickname: WORD,
  at: { type: 'integer', description: 'Milliseconds since 1970.' },
} as const
const REQUIRED = ['id', 'room', 'nickname', 'at'] as const

/** The messages of the chat. Each person has one of these: who handles messages is in it. */
export const chatMessages = () =>
  defineMessageApp({
    say: {
      schema: {
        type: 'object',
        properties: { ...COMMON, text: { type: 'string', minLength: 1, maxLength: 1_000 } },
        required: [...REQUIRED, 'text'],
        additionalProperties: false,
      },
      description: 'Somebody says something in a room.',
    },
    enter: {
      schema: { type: 'object', properties: COMMON, required: REQUIRED, additionalProperties: false },
      description: 'Somebody comes into a room.',
    },
  })

/** The types of the messages, from their schemas. */
export type ChatMessages = ReturnType<typeof chatMessages>
