import { Clacks } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { defineMessages, InvalidMessageError, type MessagesOf } from '../src/index.js'

const chat = defineMessages({
  chat: { properties: { text: { type: 'string' } }, required: ['text'] },
  join: { properties: { name: { type: 'string' } }, required: ['name'] },
})
type Chat = MessagesOf<typeof chat>

test('reports what is wrong with a message', () => {
  expect(chat.issues({ class: 'chat', text: 7, x: 1 })).toEqual([
    { path: ['x'], message: 'unknown field, expected one of class, text', expected: 'one of class, text' },
    { path: ['text'], message: 'expected a string, received 7', expected: 'a string', received: '7' },
  ])
  expect(chat.is({ class: 'join', name: 'me' })).toBe(true)
  expect(chat.is({ class: 'join' })).toBe(false)
})

test('returns a valid message, and throws with all issues of an invalid one', () => {
  const message: Chat = { class: 'chat', text: 'hi' }
  expect(chat.message(message)).toBe(message)
  const invalid: Chat = JSON.parse('{ "class": "join", "x": 1 }')
  expect(() => chat.message(invalid)).toThrow(InvalidMessageError)
  expect(() => chat.message(invalid)).toThrow(
    'Invalid message: message.name: missing, expected a string; message.x: unknown field, expected one of class, name.',
  )
})

test('the plugin checks the declared messages', async () => {
  await using network = await createNetwork<Chat>({
    nodes: ['a', 'b'],
    options: (name) => ({ sendrate: name === 'b' ? 0 : 10, idleAnnounce: 0 }),
    plugins: (name) => (name === 'b' ? [chat.formatter({ errorStatus: 400 })] : []),
  })
  const invalid: Chat = JSON.parse('{ "class": "join", "x": 1 }')
  network.node('a').enqueue({ class: 'chat', text: 'hi' })
  network.node('a').enqueue(invalid)
  await network.advance('3s')
  expect(network.node('b').peek()).toEqual([{ class: 'chat', text: 'hi' }])
  network.assertConserved([{ class: 'chat', text: 'hi' }, invalid])
})

test('an invalid schema is an error at once', () => {
  const schema: object = { propertys: {} }
  expect(() => defineMessages({ chat: schema })).toThrow('The schema of the class "chat"')
  expect(new Clacks<Chat>({ plugins: [chat.formatter()] })).toBeInstanceOf(Clacks)
})
