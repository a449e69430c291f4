import { Clacks } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { defineMessages, InvalidMessageError, type MessagesOf } from '../src/index.js'

const chat = defineMessages({
  chat: { properties: { text: { type: 'string' } }, required: ['text'] },
  join: { properties: { name: { type: 'string' } }, required: ['name'] },
})
type Chat = MessagesOf<typeof chat>

test('says what is wrong with a message', () => {
  expect(chat.faults({ class: 'chat', text: 7, x: 1 })).toEqual([
    { path: ['x'], found: 'an unknown field', expected: 'no other field than class, text' },
    { path: ['text'], found: '7', expected: 'a text' },
  ])
  expect(chat.is({ class: 'join', name: 'me' })).toBe(true)
  expect(chat.is({ class: 'join' })).toBe(false)
})

test('hands a right message on, and throws with all faults for a wrong one', () => {
  const message: Chat = { class: 'chat', text: 'hi' }
  expect(chat.message(message)).toBe(message)
  const wrong: Chat = JSON.parse('{ "class": "join", "x": 1 }')
  expect(() => chat.message(wrong)).toThrow(InvalidMessageError)
  expect(() => chat.message(wrong)).toThrow(
    'Invalid message: message.name: found nothing, expected a text; message.x: found an unknown field, expected no other field than class, name.',
  )
})

test('the plugin checks what was declared', async () => {
  await using network = await createNetwork<Chat>({
    nodes: ['a', 'b'],
    options: (name) => ({ sendrate: name === 'b' ? 0 : 10, idleAnnounce: 0 }),
    plugins: (name) => (name === 'b' ? [chat.formatter({ errorStatus: 400 })] : []),
  })
  const wrong: Chat = JSON.parse('{ "class": "join", "x": 1 }')
  network.node('a').enqueue({ class: 'chat', text: 'hi' })
  network.node('a').enqueue(wrong)
  await network.advance('3s')
  expect(network.node('b').peek()).toEqual([{ class: 'chat', text: 'hi' }])
  network.assertConserved([{ class: 'chat', text: 'hi' }, wrong])
})

test('what is no schema is an error at once', () => {
  const schema: object = { propertys: {} }
  expect(() => defineMessages({ chat: schema })).toThrow('The schema of the class "chat"')
  expect(new Clacks<Chat>({ plugins: [chat.formatter()] })).toBeInstanceOf(Clacks)
})
