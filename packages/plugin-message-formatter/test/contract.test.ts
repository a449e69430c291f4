import { testPlugin } from 'clacks/testing'
import { describe, it } from 'vitest'
import { messageFormatter } from '../src/index.js'

const FIELDS = { required: ['text'], optional: ['author'] }
const SCHEMAS = {
  chat: {
    properties: { text: { type: 'string' }, times: { type: 'integer', default: 1 } },
    required: ['text'],
  },
} as const
const INVALID = [
  { requird: ['text'] },
  { required: 'text' },
  { required: ['class'] },
  { optional: ['class'] },
  { required: [7] },
  { rejectInvalid: 'no' },
  { errorStatus: 200 },
  { errorStatus: 600 },
  { otherClasses: 'drop' },
  { schemas: {} },
  { schemas: { chat: { propertys: {} } } },
  { schemas: SCHEMAS, class: 'chat' },
  { schemas: SCHEMAS, required: ['text'] },
  'class',
]

describe('by field names', () => {
  testPlugin(messageFormatter, {
    describe,
    it,
    valid: [FIELDS, {}, { ...FIELDS, class: 'chat' }, { ...FIELDS, rejectInvalid: false, errorStatus: 500 }],
    invalid: INVALID,
    passing: [{ class: 'chat', text: 'hi' }],
  })
})

describe('by schemas', () => {
  testPlugin(messageFormatter, {
    describe,
    it,
    valid: [
      { schemas: SCHEMAS, fill: true, coerce: true },
      { schemas: SCHEMAS, otherClasses: 'pass' },
      { schemas: SCHEMAS, class: 'note', required: ['at'] },
    ],
    passing: [
      { class: 'chat', text: 'hi', times: 2 },
      { class: 'chat', text: 7 },
    ],
  })
})
