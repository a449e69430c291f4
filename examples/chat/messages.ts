import { defineMessageApp } from '@clacks/plugin-message-formatter'

const WORD = { type: 'string', minLength: 1, maxLength: 40 } as const
/** The id distinguishes a message that passes again from one with the same text. */
const COMMON = {
  id: { type: 'string', maxLength: 40 },
  room: WORD,
  nickname: WORD,
  at: { type: 'integer', description: 'Milliseconds since 1970.' },
} as const
const REQUIRED = ['id', 'room', 'nickname', 'at'] as const

/** The messages of the chat. Each person has an instance with its own handlers. */
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
      description: 'Somebody enters a room.',
    },
  })

/** The messages, typed by their schemas. */
export type ChatMessages = ReturnType<typeof chatMessages>
