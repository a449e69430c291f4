import { describe, expect, it } from 'vitest'
import { definePlugin, drop } from '../../src/index.js'
import { Clacks } from '../../src/node.js'
import { createLoopback } from '../../src/testing/index.js'

const keep = definePlugin({
  name: 'keep',
  setup: ({ hooks }) => hooks.received.tap(({ message }) => (message === 'mine' ? drop() : undefined)),
})

describe('a network on loopback', () => {
  it('lets a message walk through all nodes, including a real clacks-p2p', async () => {
    await using network = await createLoopback({
      nodes: { a: {}, b: { sendrate: 40 }, c: (options) => new Clacks(options) },
      legacy: ['old'],
    })
    network.node('a').enqueue('GNU')
    const everywhere = (): boolean => network.names.every((name) => network.arrivals(name).includes('GNU'))
    await network.until('it was everywhere', everywhere)
    expect(network.names).toEqual(['a', 'b', 'c', 'old'])
    expect(network.node('b').getOptions().sendrate).toBe(40)
    expect(network.nameOf(network.legacy('old'))).toBe('old')
    expect(network.nameOf(network.node('c').address)).toBe('c')
    await network.until('they know each other', () => network.legacy('old').peers.size === 3)
  })

  it('takes messages from a legacy node', async () => {
    await using network = await createLoopback({ nodes: { a: { plugins: [keep] } }, legacy: ['old'] })
    network.legacy('old').enqueue('mine')
    await network.until('it has left', () => network.node('a').statistics().discarded === 1)
    expect(network.arrivals('old')).toEqual(['mine'])
    expect(network.held('a')).toEqual([])
  })

  it('loses the messages of a killed node', async () => {
    await using network = await createLoopback({ nodes: { a: { sendrate: 0 }, b: {} }, legacy: ['old'] })
    network.node('a').enqueue('lost')
    network.node('a').enqueue('lost')
    expect(network.held('a')).toEqual(['lost', 'lost'])
    expect(network.messages()).toEqual(['lost'])
    expect(network.arrivals('a')).toEqual(['lost', 'lost'])
    expect(network.seen('a')).toEqual(['lost'])
    await network.kill('a')
    await network.kill('old')
    expect(network.held('a')).toEqual([])
    expect(network.messages()).toEqual([])
    expect(network.names).toEqual(['a', 'b', 'old'])
  })

  it('starts with the given topology', async () => {
    await using network = await createLoopback({ nodes: { a: {}, b: {}, c: {} }, topology: 'line' })
    expect(Object.keys(network.node('a').getPeers().new)).toHaveLength(1)
    expect(Object.keys(network.node('b').getPeers().new)).toHaveLength(2)
  })

  it('reports the condition that timed out, and stops waiting on a signal', async () => {
    const ending = new AbortController()
    await using network = await createLoopback({ nodes: { a: {} }, signal: ending.signal })
    await expect(network.until('pigs fly', () => false, '50ms')).rejects.toThrow(
      'Timed out after 50ms: pigs fly.',
    )
    const waiting = network.pass('1h')
    ending.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    expect(() => network.node('b')).toThrow('The network has no node "b"; it has a.')
  })
})
