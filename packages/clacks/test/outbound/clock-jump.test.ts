import { describe, expect, it } from 'vitest'
import { reject } from '../../src/index.js'
import { createNetwork } from '../../src/testing/index.js'

const HOUR = 3_600_000

describe.each([
  ['back', -HOUR],
  ['back ten years', -87_600 * HOUR],
  ['forward', HOUR],
])('when the wall clock is set %s', (_, jump) => {
  it('a peer that comes back gets its message within the longest back-off', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], options: { idleAnnounce: 0 } })
    network.kill('b')
    network.node('a').enqueue('GNU')
    await network.advance('40s')
    network.clock.jump(jump)
    await network.restart('b')
    await network.advance('31s')
    expect(network.coverage('GNU')).toContain('b')
  })

  it('a message that was refused is offered again after a minute', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], options: { idleAnnounce: 0 } })
    let isRefusing = true
    network.node('b').hooks.received.tap('rules', () => (isRefusing ? reject(422, 'not now') : undefined))
    network.node('a').enqueue('GNU')
    await network.advance('5s')
    network.clock.jump(jump)
    isRefusing = false
    await network.advance('61s')
    expect(network.coverage('GNU')).toContain('b')
  })

  it('a lost peer is dead after `killtimeout`, and not before', async () => {
    await using network = await createNetwork({
      nodes: ['a', 'b'],
      options: { idleAnnounce: 0, killtimeout: 600_000 },
    })
    const statuses = (): string[] =>
      Object.entries(network.node('a').getPeers()).flatMap(([status, peers]) =>
        Object.keys(peers).length > 0 ? [status] : [],
      )
    network.node('a').enqueue('GNU')
    network.kill('b')
    await network.advance('1m')
    network.clock.jump(jump)
    await network.advance('8m')
    expect(statuses()).toEqual(['lost'])
    await network.advance('2m')
    expect(statuses()).toEqual(['dead'])
  })
})
