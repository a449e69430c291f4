import { afterEach, describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { memoryNodes } from './memory-nodes.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

const AT = { hostname: 'a', port: 80 }

describe('node.reconfigure', () => {
  it('applies a new rate at once, and keeps the queue and the peers', async () => {
    const node = await nodes.start('a', { sendrate: 0 })
    await nodes.start('b', { sendrate: 0 })
    node.addPeer('b', 80)
    for (let index = 0; index < 30; index++) node.enqueue(index)
    await nodes.clock.advance('10s')
    expect(node.statistics().sent).toBe(0)
    expect(await node.reconfigure({ settings: { ...AT, sendrate: 10 } })).toEqual({
      changed: ['sendrate'],
      restart: [],
    })
    await nodes.clock.advance('2s')
    expect(node.statistics()).toMatchObject({ sent: 20, queued: 10 })
    await node.reconfigure({ settings: { ...AT, sendrate: 0 } })
    await nodes.clock.advance('10s')
    expect(node.statistics().sent).toBe(20)
  })

  it('does not allow an extra message with each edit', async () => {
    const node = await nodes.start('a', { sendrate: 1 })
    await nodes.start('b', { sendrate: 0 })
    node.addPeer('b', 80)
    for (let index = 0; index < 30; index++) node.enqueue(index)
    for (let edit = 0; edit < 100; edit++) {
      await node.reconfigure({ settings: { ...AT, sendrate: 1, killtimeout: 1_000 + edit } })
      await nodes.clock.advance('100ms')
    }
    expect(node.statistics().sent).toBeLessThanOrEqual(11)
  })

  it('applies new limits of the queue and the peer table', async () => {
    const node = await nodes.start('a', { sendrate: 0, limits: { queueMessages: 1 } })
    node.enqueue('one')
    expect(() => node.enqueue('two')).toThrow('up to 1 messages')
    await node.reconfigure({ settings: { ...AT, sendrate: 0, limits: { queueMessages: 2 } } })
    expect(node.enqueue('two')).toBe(true)
    expect(() => node.enqueue('three')).toThrow('up to 2 messages')
    expect(node.getOptions().limits.queueMessages).toBe(2)
  })

  it('starts to refuse senders that are not verified', async () => {
    const node = await nodes.start('a', { sendrate: 0 })
    const sender = await nodes.start('b', { sendrate: 10 })
    sender.addPeer('a', 80)
    await node.reconfigure({ settings: { ...AT, sendrate: 0, requireVerified: true } })
    sender.enqueue('who am I?')
    await nodes.clock.advance('1s')
    expect(node.statistics()).toMatchObject({ received: 0 })
    expect(node.statistics().refused).toBeGreaterThan(0)
  })

  it('announces at the new interval while idle', async () => {
    const node = await nodes.start('a', { idleAnnounce: 0 })
    const other = await nodes.start('b', { idleAnnounce: 0 })
    let announced = 0
    other.hooks.announced.tap('test', () => {
      announced++
      return undefined
    })
    node.addPeer('b', 80)
    await nodes.clock.advance('1m')
    expect(announced).toBe(0)
    await node.reconfigure({ settings: { ...AT, idleAnnounce: 1_000 } })
    await nodes.clock.advance('1m')
    expect(announced).toBeGreaterThan(30)
    await node.reconfigure({ settings: { ...AT, idleAnnounce: 0 } })
    const before = announced
    await nodes.clock.advance('1m')
    expect(announced).toBe(before)
  })

  it('reports settings that need a restart, and keeps their values', async () => {
    const node = await nodes.start('a')
    const change = await node.reconfigure({
      settings: {
        hostname: 'elsewhere',
        port: 81,
        limits: { bodyBytes: 10_000, tapMs: 1, drainMs: 7 },
        weights: { lost: 0 },
      },
    })
    expect(change).toEqual({
      changed: ['weights.lost', 'limits.drainMs'],
      restart: ['hostname', 'port', 'limits.bodyBytes', 'limits.tapMs'],
    })
    expect(node.address).toEqual(AT)
    expect(node.getOptions().limits).toMatchObject({
      bodyBytes: 2 ** 20,
      messageBytes: 2 ** 20 - 1024,
      drainMs: 7,
    })
  })

  it('changes nothing if a setting is invalid or a plugin fails', async () => {
    const node = await nodes.start('a', { sendrate: 5 })
    const good = definePlugin({ name: 'good', setup() {} })()
    const bad = definePlugin({ name: 'bad', setup: () => Promise.reject(new Error('no')) })()
    await expect(node.reconfigure({ settings: { ...AT, sendrate: -1 }, use: [good] })).rejects.toMatchObject({
      code: 'ERR_CLACKS_OPTION',
    })
    await expect(
      node.reconfigure({ settings: { ...AT, sendrate: 9 }, use: [good, bad] }),
    ).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_SETUP' })
    expect(node.plugins()).toEqual([])
    expect(node.getOptions().sendrate).toBe(5)
  })

  it('needs a running node', async () => {
    await expect(nodes.make('a').reconfigure({})).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
  })
})
