// What must compile and what must not. Checked by `tsc`, never run.
import { Clacks } from 'clacks'
import * as v from 'valibot'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineMessageApp } from '../../src/index.js'

const app = defineMessageApp({
  zod: {
    schema: z.object({ text: z.string(), size: z.number().default(1) }),
    version: 2,
    upgrades: { 1: (old) => old },
  },
  valibot: { schema: v.object({ name: v.string() }) },
  json: {
    schema: {
      properties: {
        name: { type: 'string' },
        age: { type: 'integer', default: 7 },
        mood: { enum: ['glad', 'sad'] },
      },
      required: ['name'],
    },
  },
})
const node = new Clacks()

app.onMessage('zod', (message) => {
  expectTypeOf(message).toEqualTypeOf<{ text: string; size: number }>()
})
app.onMessage('valibot', async (message, from) => {
  expectTypeOf(message).toEqualTypeOf<{ name: string }>()
  expectTypeOf(from.port).toEqualTypeOf<number>()
})
app.onMessage('json', (message) => {
  expectTypeOf(message.name).toEqualTypeOf<string>()
  expectTypeOf(message.age).toEqualTypeOf<number>()
  expectTypeOf(message.mood).toEqualTypeOf<'glad' | 'sad' | undefined>()
})

app.enqueue(node, 'zod', { text: 'hi' })
app.enqueue(node, 'zod', { text: 'hi', size: 2 })
app.enqueue(node, 'json', { name: 'me', mood: 'glad' })
// @ts-expect-error no such class
app.onMessage('other', () => {})
// @ts-expect-error no such class
app.enqueue(node, 'other', {})
// @ts-expect-error a number is not a string
app.enqueue(node, 'zod', { text: 7 })
// @ts-expect-error `text` is missing
app.enqueue(node, 'zod', { size: 2 })
// @ts-expect-error no such field
app.enqueue(node, 'json', { name: 'me', shoe: 43 })
// @ts-expect-error no such mood
app.enqueue(node, 'json', { name: 'me', mood: 'angry' })
// @ts-expect-error `name` is missing
app.enqueue(node, 'valibot', {})
// @ts-expect-error a class needs a schema
defineMessageApp({ x: {} })
