import { Clacks } from 'clacks'
import { createNetwork } from 'clacks/testing'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineMessageApp, InvalidMessageError } from '../src/index.js'

const makeApp = () =>
  defineMessageApp({
    chat: {
      schema: z.object({ text: z.string(), mood: z.enum(['glad', 'sad']).default('glad') }),
      version: 3,
      upgrades: {
        1: ({ msg }) => ({ body: msg }),
        2: ({ body }) => ({ text: body }),
      },
      description: 'Something that somebody says.',
    },
    join: {
      schema: {
        properties: {
          name: { type: 'string', description: 'Who it is.' },
          age: { type: 'integer', default: 7 },
        },
        required: ['name'],
      },
    },
    leave: { schema: v.object({ name: v.string() }) },
  })

/** Two nodes: `a` sends to `b`, which runs the application and forwards nothing. */
async function sendAll(app: ReturnType<typeof makeApp>, messages: readonly object[], options = {}) {
  const network = await createNetwork({
    nodes: ['a', 'b'],
    options: (name) => ({ sendrate: name === 'b' ? 0 : 10, idleAnnounce: 0 }),
    plugins: (name) => (name === 'b' ? [app.plugin(options)] : []),
  })
  for (const message of messages) network.node('a').enqueue(message)
  await network.advance('5s')
  return network
}

describe('onMessage', () => {
  it('receives the messages of its class, checked, filled and upgraded, and their last sender', async () => {
    const app = makeApp()
    const got: unknown[] = []
    app.onMessage('chat', ({ text, mood }, from) => got.push([text, mood, typeof from.port]))
    app.onMessage('join', ({ name, age }) => got.push([name, age]))
    app.onMessage('leave', async ({ name }) => got.push([name]))
    const sent = [
      { class: 'chat', version: 3, text: 'three', mood: 'sad' },
      { class: 'chat', msg: 'one' },
      { class: 'chat', version: 2, body: 'two' },
      { class: 'join', name: 'me' },
      { class: 'leave', name: 'you' },
    ]
    await using network = await sendAll(app, sent)
    expect(got).toHaveLength(5)
    expect(got).toEqual(
      expect.arrayContaining([
        ['three', 'sad', 'number'],
        ['one', 'glad', 'number'],
        ['two', 'glad', 'number'],
        ['me', 7],
        ['you'],
      ]),
    )
    // The original walks on, so that nodes with an older version of the application still
    // understand it.
    expect(network.node('b').peek()).toEqual(expect.arrayContaining(sent))
  })

  it('can be removed, and a handler that throws affects nothing else', async () => {
    const app = makeApp()
    const got: string[] = []
    const failures: string[] = []
    app.onMessage('join', () => got.push('removed'))()
    app.onMessage('join', () => {
      throw new Error('the handler failed')
    })
    app.onMessage('join', ({ name }) => got.push(name))
    await using network = await sendAll(app, [])
    network.node('b').hooks.pluginFailed.tap('test', ({ message }) => {
      failures.push(message)
    })
    network.node('a').enqueue({ class: 'join', name: 'me' })
    await network.advance('2s')
    expect(got).toEqual(['me'])
    expect(failures).toEqual([expect.stringContaining('the handler failed')])
    expect(network.node('b').peek()).toEqual([{ class: 'join', name: 'me' }])
  })

  it('does not receive what this node enqueues itself', () => {
    const app = makeApp()
    const got: unknown[] = []
    app.onMessage('join', (message) => got.push(message))
    const node = new Clacks({ plugins: [app.plugin()] })
    expect(app.enqueue(node, 'join', { name: 'me' })).toBe(true)
    expect(got).toEqual([])
  })
})

describe('received messages', () => {
  it.each([
    [{ class: 'chat', version: 3, text: 7 }],
    [{ class: 'chat', version: 2, text: 'of version 3' }],
    [{ class: 'chat', version: 'new', text: 'x' }],
    [{ class: 'chat', version: 0, text: 'x' }],
    [{ class: 'join' }],
    [{ class: 'join', name: 'me', shoe: 43 }],
    [{ class: 'leave', name: null }],
    [{ class: 'other' }],
    [{ text: 'no class' }],
  ])('are rejected if invalid, and stay with the sender: %j', async (message) => {
    const app = makeApp()
    const got: unknown[] = []
    for (const name of ['chat', 'join', 'leave'] as const) app.onMessage(name, (each) => got.push(each))
    await using network = await sendAll(app, [message], { errorStatus: 400 })
    expect(network.node('b').peek()).toEqual([])
    expect(got).toEqual([])
    network.assertConserved([message])
  })

  it('pass if they have a newer version, or another class with otherClasses: pass', async () => {
    const app = makeApp()
    const got: unknown[] = []
    app.onMessage('chat', (each) => got.push(each))
    const sent = [{ class: 'chat', version: 4, words: [] }, { class: 'other' }]
    await using network = await sendAll(app, sent, { otherClasses: 'pass', id: 'chat' })
    expect(network.node('b').peek()).toEqual(expect.arrayContaining(sent))
    expect(network.node('b').plugins()).toMatchObject([{ id: 'chat' }])
    expect(got).toEqual([])
  })

  it('are invalid if their upgrade fails', async () => {
    const app = defineMessageApp({
      chat: {
        schema: z.object({ text: z.string() }),
        version: 2,
        upgrades: { 1: () => JSON.parse('not JSON') },
      },
    })
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      options: (name) => ({ sendrate: name === 'b' ? 0 : 10, idleAnnounce: 0 }),
      plugins: (name) => (name === 'b' ? [app.plugin()] : []),
    })
    network.node('a').enqueue({ class: 'chat', text: 'old' })
    await network.advance('2s')
    expect(network.node('b').peek()).toEqual([])
    expect(network.node('b').plugins()).toMatchObject([{ failures: 0 }])
  })
})

describe('enqueue', () => {
  const node = new Clacks()

  it('adds class and version', () => {
    const app = makeApp()
    const own = new Clacks()
    app.enqueue(own, 'chat', { text: 'hi' })
    app.enqueue(own, 'join', { name: 'me' })
    expect(own.peek()).toEqual([
      { class: 'chat', version: 3, text: 'hi' },
      { class: 'join', name: 'me' },
    ])
  })

  it('throws with all issues of an invalid message', () => {
    const wrong: { text: string } = JSON.parse('{ "text": 7, "mood": "angry" }')
    expect(() => makeApp().enqueue(node, 'chat', wrong)).toThrow(InvalidMessageError)
    expect(() => makeApp().enqueue(node, 'chat', wrong)).toThrow(
      /message\.text: .*received number.*message\.mood: /,
    )
    expect(node.isEmpty()).toBe(true)
  })

  it('throws if a schema validates only asynchronously', () => {
    const app = defineMessageApp({
      chat: { schema: z.object({ text: z.string().refine(async () => true) }) },
    })
    expect(() => app.enqueue(node, 'chat', { text: 'x' })).toThrow(TypeError)
  })
})

describe('an invalid declaration', () => {
  it.each([
    [{ schema: {}, version: 1.5 }, 'The version of the class "x" is 1.5'],
    [{ schema: {}, version: 3, upgrades: { 1: () => ({}) } }, 'has version 3, but no upgrade from 2'],
    [{ schema: { type: 'nonsense' } }, 'The schema of the class "x" is not a valid JSON Schema'],
  ])('is reported at once: %j', (declared, said) => {
    const wrong: { schema: object } = declared
    expect(() => defineMessageApp({ x: wrong })).toThrow(said)
  })
})

describe('docs', () => {
  it('describe every class', () => {
    expect(makeApp().docs('Chat')).toBe(`# Chat

Each message is an object with a \`class\`.

## chat

Something that somebody says.

Version 3: the message contains \`version: 3\`. Older versions are upgraded on arrival.

A zod schema checks its fields.

## join

| field | type | required | |
|---|---|---|---|
| \`name\` | a string | yes | Who it is. |
| \`age\` | an integer | no |  |

## leave

A valibot schema checks its fields.
`)
  })
})
