import { afterEach, expect, it } from 'vitest'
import { ClacksError } from '../../src/errors.js'
import { reject } from '../../src/hooks/verdict.js'
import { memoryNodes } from './memory-nodes.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

const TEXT = '{ "id": 12345678901234567891, "price": 1.0, "a": 1, "a": 1 }'

it('keeps every character', async () => {
  const a = await nodes.start('a', { sendrate: 50 })
  const b = await nodes.start('b', { sendrate: 0 })
  const [received, queued, sent]: [string[], string[], string[]] = [[], [], []]
  b.hooks.received.tap('test', ({ json }) => {
    received.push(json)
    return undefined
  })
  b.hooks.queued.tap('test', (_message, _origin, _sender, json) => {
    queued.push(json)
  })
  a.hooks.sent.tap('test', ({ json }) => {
    sent.push(json)
  })
  expect(a.enqueueJson(TEXT)).toBe(true)
  expect(a.peekJson()).toEqual([TEXT])
  a.addPeer('b', 80)
  await nodes.clock.advance('1s')
  expect([received, queued, sent, b.peekJson()]).toEqual([[TEXT], [TEXT], [TEXT], [TEXT]])
})

it('puts a text on one line', async () => {
  const node = await nodes.start('a', { sendrate: 0 })
  node.enqueueJson('{\r\n"a": 1\n}')
  expect(node.peekJson()).toEqual(['{  "a": 1 }'])
})

it('refuses a text that is not JSON, and queues no empty message', async () => {
  const node = await nodes.start('a', { sendrate: 0 })
  expect(() => node.enqueueJson('{a:1}')).toThrow(
    expect.objectContaining({ code: 'ERR_CLACKS_MESSAGE_NOT_JSON' }),
  )
  expect(() => node.enqueueJson('{a:1}')).toThrow(ClacksError)
  expect([node.enqueueJson('null'), node.enqueueJson(' "" '), node.isEmpty()]).toEqual([false, false, true])
})

it('reports why a peer refused it', async () => {
  const a = await nodes.start('a', { sendrate: 50 })
  const b = await nodes.start('b', { sendrate: 0 })
  const reasons: string[] = []
  b.hooks.received.tap('test', () => reject(422, `no \u001b[31m${'x'.repeat(600)}`))
  a.hooks.sendFailed.tap('test', ({ reason }) => {
    reasons.push(reason)
  })
  a.enqueue('x')
  a.addPeer('b', 80)
  await nodes.clock.advance('1s')
  expect(reasons).toEqual([`the peer answered 422: no \\u001b[31m${'x'.repeat(492)}`])
})
