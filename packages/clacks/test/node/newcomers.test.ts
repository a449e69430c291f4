import { afterEach, describe, expect, it } from 'vitest'
import { memoryNodes } from './memory-nodes.js'

const { clock, network, start, end } = memoryNodes()

afterEach(end)

describe('a new node', () => {
  it('enters a network that requires verified senders, and one that claims the address of another does not', async () => {
    const options = { requireVerified: true, sendrate: 10 }
    const a = await start('a', options)
    const b = await start('b', { ...options, peers: ['a:80'] })
    const impostor = network.transport({ hostname: 'impostor', capabilities: '2', key: 'impostor' })
    const claim = (hostname: string, message: unknown) => {
      const body = JSON.stringify({ message, type: 'message', sender: { hostname, port: 80 } })
      return clock.complete(impostor.send({ hostname: 'a', port: 80, secondHand: false }, { body }))
    }
    const received: (readonly [message: unknown, verified: boolean])[] = []
    a.hooks.received.tap('test', ({ message, verified }) => {
      received.push([message, verified])
    })
    b.enqueue('from b')
    expect(await claim('b', 'not b')).toMatchObject({ status: 403 })
    expect(await claim('nowhere', 'nobody')).toMatchObject({ status: 403 })
    await clock.advance('5m')
    expect(received).toContainEqual(['from b', true])
    expect(await claim('b', 'not b')).toMatchObject({ status: 403 })
    expect(await claim('nowhere', 'nobody')).toMatchObject({ status: 403 })
    expect(received.every(([message]) => message === 'from b')).toBe(true)
  })
})
