import { definePlugin, type QueuedText } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, it } from 'vitest'
import { defineMessageApp } from '../src/index.js'

/** A queue store that an earlier process has left. */
const store = (messages: readonly QueuedText[]) =>
  definePlugin({
    name: 'store',
    setup: (ctx) =>
      ctx.useQueueStore({
        place: 'the store of the test',
        restore: () => ({ messages, peers: [], left: [] }),
        write: async () => {},
        writeSoon: () => {},
        leave: () => {},
        remove: () => {},
        pins: { load: () => ({}), save: () => {} },
      }),
  })()

it('handlers are called for restored messages of peers, and not for own ones', async () => {
  const app = defineMessageApp({ note: { schema: { properties: { text: { type: 'string' } } } } })
  const handled: unknown[] = []
  app.onMessage('note', ({ text }, from) => handled.push([text, from.hostname]))
  const stored = (transfer: string, text: string, sender: QueuedText['sender']): QueuedText => {
    const json = JSON.stringify({ class: 'note', text })
    return { transfer, json, bytes: json.length, sender }
  }
  const messages = [
    stored('x.1', 'own', undefined),
    stored('x.2', 'received', { hostname: 'tower', port: 8080 }),
  ]
  await using _network = await createNetwork({
    nodes: ['a'],
    options: { sendrate: 0, idleAnnounce: 0 },
    plugins: () => [app.plugin(), store(messages)],
  })
  expect(handled).toEqual([['received', 'tower']])
})
