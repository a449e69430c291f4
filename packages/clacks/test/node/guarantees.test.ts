import { describe, expect, it } from 'vitest'
import { Clacks } from '../../src/index.js'
import { createNetwork } from '../../src/testing/index.js'
import { NodeUnderTest, SENDER } from './node-under-test.js'

/** Promises of docs/guarantees.md that no other test covers. */

describe('an enqueued message', () => {
  it('becomes what JSON.stringify makes of it: undefined, NaN, dates, maps, minus zero', () => {
    const node = new Clacks()
    node.enqueue({ gone: undefined, list: [undefined, Number.NaN, -0], date: new Date(0), map: new Map() })
    expect(node.peek()).toEqual([{ list: [null, null, 0], date: '1970-01-01T00:00:00.000Z', map: {} }])
  })

  it('may have the key __proto__, which is an ordinary key', () => {
    const node = new Clacks()
    node.enqueue(JSON.parse('{"__proto__":{"admin":true}}'))
    expect(JSON.stringify(node.peek())).toBe('[{"__proto__":{"admin":true}}]')
    expect(Reflect.get({}, 'admin')).toBe(undefined)
  })

  it('cannot be enqueued after stop(); what was queued can still be seen', async () => {
    await using under = await NodeUnderTest.start()
    under.node.enqueue('early')
    await under.node.stop()
    expect(() => under.node.enqueue('late')).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_STATE' }))
    expect(under.node.peek()).toEqual(['early'])
  })
})

describe('a tap that changes a message', () => {
  it('keeps the digits of the numbers that it leaves alone, and the last of duplicate keys', async () => {
    await using under = await NodeUnderTest.start()
    under.node.hooks.received.tap('change', ({ message }) => {
      if (typeof message === 'object' && message !== null) Reflect.set(message, 'seen', true)
      return undefined
    })
    const message = '{"id":9007199254740993,"a":1,"a":2}'
    await under.post(`{"message":${message},"type":"message","sender":${JSON.stringify(SENDER)}}`)
    expect(under.texts).toEqual(['{"id":9007199254740993,"a":2,"seen":true}'])
  })
})

describe('a message in the network', () => {
  it('does not expire: it walks until a plugin drops it', async () => {
    await using network = await createNetwork({ nodes: 3, seed: 1 })
    network.node(0).enqueue('GNU Terry Pratchett')
    await network.advance('1h')
    network.assertInOnePlace('GNU Terry Pratchett')
  })

  it('can be overtaken by a later one', async () => {
    await using network = await createNetwork({
      nodes: 3,
      seed: 1,
      latency: [1, 500],
      options: { sendrate: 100 },
    })
    const arrivals: unknown[] = []
    for (const node of network.nodes.slice(1)) {
      node.hooks.queued.tap('order', (message) => {
        arrivals.push(message)
      })
    }
    for (let number = 0; number < 20; number++) network.node(0).enqueue({ number })
    await network.advance('1s')
    expect(arrivals.length).toBeGreaterThanOrEqual(20)
    const numbers = arrivals.slice(0, 20).map((message) => Reflect.get(Object(message), 'number'))
    expect(numbers).not.toEqual(numbers.toSorted((one, other) => one - other))
  })
})
