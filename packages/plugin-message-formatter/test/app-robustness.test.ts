import { setImmediate as nextTurn } from 'node:timers/promises'
import { Clacks, definePlugin, type Plugin } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { defineMessageApp, InvalidMessageError, type MessageAppOptions } from '../src/index.js'

const N = { properties: { n: { type: 'integer' } }, required: ['n'] } as const

/** The senders send to `b`, which has the plugins and passes nothing on. */
function network(plugins: Plugin[], senders: readonly string[] = ['a']) {
  return createNetwork({
    nodes: [...senders, 'b'],
    topology: (_, index) => (index < senders.length ? [senders.length] : []),
    options: (name) => ({ sendrate: name === 'b' ? 0 : 100, idleAnnounce: 0 }),
    plugins: (name) => (name === 'b' ? plugins : []),
  })
}

/** An application with a handler that fails on invalid data, and one that does not. */
function appWithBug() {
  const app = defineMessageApp({ bad: { schema: N }, good: { schema: N } })
  const seen = { bad: new Set<number>(), good: new Set<number>() }
  app.onMessage('bad', ({ n }) => {
    seen.bad.add(n)
    if (n < 1_000) throw new Error('a bug')
  })
  app.onMessage('good', ({ n }) => seen.good.add(n))
  return { app, seen }
}

it('a handler that fails is quarantined alone: other handlers and the check go on', async () => {
  const { app, seen } = appWithBug()
  const senders = ['a', 'c', 'd', 'e', 'f']
  await using net = await network([app.plugin()], senders)
  for (let n = 0; n < 50; n++) {
    net.node(senders[n % senders.length] ?? 'a').enqueue({ class: 'bad', n })
    net.node('a').enqueue({ class: 'good', n })
  }
  net.node('a').enqueue({ class: 'good', n: 'invalid' })
  await net.advance('10s')
  expect([seen.good.size, net.node('b').peek().length]).toEqual([50, 100])
  expect(seen.bad.size).toBeLessThan(50)
  expect(net.node('b').plugins()).toMatchObject([{ state: 'active', failures: 0 }])
  expect(net.failures.map(({ error }) => [error.hook, error.code])).toContainEqual([
    'onMessage bad',
    'ERR_CLACKS_PLUGIN_QUARANTINED',
  ])
})

it('a handler goes on, however many messages of one sender make it fail', async () => {
  const { app, seen } = appWithBug()
  await using net = await network([app.plugin()], ['a', 'honest'])
  for (let n = 0; n < 50; n++) net.node('a').enqueue({ class: 'bad', n })
  for (let n = 1_000; n < 1_050; n++) net.node('honest').enqueue({ class: 'bad', n })
  await net.advance('10s')
  expect(seen.bad.size).toBe(100)
  expect(net.failures.map(({ error }) => error.code)).not.toContain('ERR_CLACKS_PLUGIN_QUARANTINED')
})

it('a handler whose promises are pending gets a bounded number of messages; the rest stays with its senders', async () => {
  const app = defineMessageApp({ slow: { schema: N } })
  let open: (() => void)[] = []
  app.onMessage('slow', () => new Promise<void>((resolve) => open.push(resolve)))
  const options: MessageAppOptions = { concurrency: 5, timeoutMs: 3_600_000 }
  await using net = await network([app.plugin(options)])
  for (let n = 0; n < 30; n++) net.node('a').enqueue({ class: 'slow', n })
  await net.advance('30s')
  expect([open.length, net.node('b').peek().length]).toEqual([5, 10])
  for (let calls = 0; calls < 30; ) {
    const ready = open
    open = []
    calls += ready.length
    for (const resolve of ready) resolve()
    await nextTurn()
    await net.advance('10s')
  }
  expect(net.node('b').peek()).toHaveLength(30)
})

it('an asynchronous schema that rejects refuses the message, and nothing else happens', async () => {
  const known = async (name: string): Promise<boolean> => {
    if (name === 'evil') throw new Error('no such row')
    return true
  }
  const app = defineMessageApp({ say: { schema: z.object({ name: z.string().refine(known) }) } })
  await using net = await network([app.plugin()])
  net.node('a').enqueue({ class: 'say', name: 'moist' })
  for (let count = 0; count < 8; count++) net.node('a').enqueue({ class: 'say', name: 'evil' })
  await net.advance('10s')
  expect(net.node('b').peek()).toEqual([{ class: 'say', name: 'moist' }])
  expect(net.node('b').plugins()).toMatchObject([{ state: 'active', failures: 0 }])
})

it('an asynchronous schema that takes too long refuses the message with 503', async () => {
  const app = defineMessageApp({
    say: { schema: z.object({ n: z.number().refine(() => new Promise(() => {})) }) },
  })
  await using net = await network([app.plugin()])
  for (let n = 0; n < 10; n++) net.node('a').enqueue({ class: 'say', n })
  await net.advance('60s')
  expect(net.node('b').peek()).toEqual([])
  expect(net.node('b').plugins()).toMatchObject([{ state: 'active', failures: 0 }])
})

it('a key that occurs twice is refused where a schema looks', async () => {
  const app = defineMessageApp({ n: { schema: N } })
  await using net = await network([app.plugin()])
  const reasons: string[] = []
  net.node('a').hooks.sendFailed.tap('test', ({ reason }) => {
    reasons.push(reason)
  })
  net.node('a').enqueueJson('{"class":"n","n":1,"n":2}')
  await net.advance('1s')
  expect(reasons).toEqual(['the peer answered 422: Invalid message: message.n: occurs twice'])
})

it('enqueue checks the JSON that is sent', () => {
  const node = new Clacks({ sendrate: 0 })
  const app = defineMessageApp({
    date: { schema: z.object({ at: z.date() }) },
    list: { schema: z.object({ items: z.array(z.string().optional()) }) },
    map: { schema: z.object({ m: z.map(z.string(), z.number()) }) },
    text: { schema: z.object({ at: z.iso.datetime() }) },
  })
  expect(() => app.enqueue(node, 'date', { at: new Date(0) })).toThrow(
    'message.at: Invalid input: expected date, received string (in the JSON that is sent',
  )
  expect(() => app.enqueue(node, 'list', { items: ['x', undefined] })).toThrow(InvalidMessageError)
  expect(() => app.enqueue(node, 'map', { m: new Map([['x', 1]]) })).toThrow(InvalidMessageError)
  expect(app.enqueue(node, 'text', { at: '2020-01-01T00:00:00Z' })).toBe(true)
  expect(node.peek()).toHaveLength(1)
})

it('signs what it sends with the signer of the node, and handlers get the author', async () => {
  // The types of the real signer are not those of this one.
  const key: string = 'signatures'
  const signer = definePlugin({
    name: 'signer',
    setup: ({ provide }) => {
      provide(key, {
        sign: (message: object) => ({
          ...message,
          ed25519: { key: 'k'.repeat(43), signature: 's'.repeat(86) },
        }),
        state: (message: object) => ({ state: 'valid', ...('ed25519' in message && { author: 'moist' }) }),
      })
    },
  })
  const app = defineMessageApp(
    { json: { schema: N }, zod: { schema: z.strictObject({ n: z.number() }) } },
    { sign: true },
  )
  const authors: unknown[] = []
  app.onMessage('json', (fields, { author }) => authors.push([fields, author]))
  app.onMessage('zod', (fields, { author }) => authors.push([fields, author]))
  await using net = await network([app.plugin(), signer()])
  await net.node('a').use(signer())
  app.enqueue(net.node('a'), 'json', { n: 1 })
  app.enqueue(net.node('a'), 'zod', { n: 2 })
  await net.advance('2s')
  expect(authors).toEqual([
    [{ n: 1 }, 'moist'],
    [{ n: 2 }, 'moist'],
  ])
  expect(() => app.enqueue(new Clacks(), 'json', { n: 1 })).toThrow(
    expect.objectContaining({ code: 'ERR_CLACKS_SERVICE_MISSING' }),
  )
})
