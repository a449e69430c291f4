import { describe, expect, it } from 'vitest'
import { SENDS_NOTHING } from './legacy-process.js'
import { MixedNetwork, statusOf } from './mixed-network.js'

describe('an announce', () => {
  it('of ours to a clacks-p2p node makes both known to each other', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const legacy = await network.addLegacy()
    expect(await ours.node.announce(legacy.hostname, legacy.port)).toBe(true)
    expect(statusOf(ours, legacy.address)).toBe('alive')
    await network.until('it knows us', () => legacy.peers.get(ours.address) === 'new')
    network.expectUnharmed()
  })

  it('of a clacks-p2p node to ours makes both known to each other', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const legacy = await network.addLegacy()
    legacy.announce('127.0.0.1', ours.node.address.port)
    await network.until('it knows us', () => legacy.peers.get(ours.address) === 'new')
    expect(ours.announced).toEqual([legacy.address])
    expect(statusOf(ours, legacy.address)).toBe('alive')
    legacy.enqueue('hello')
    await network.until('its message arrives', () => ours.everQueued.includes('hello'))
    network.expectUnharmed()
  })

  it('to a port where nothing listens returns false, and adds no peer', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const legacy = await network.addLegacy()
    await legacy.kill()
    expect(await ours.node.announce(legacy.hostname, legacy.port)).toBe(false)
    expect(statusOf(ours, legacy.address)).toBeUndefined()
  })
})

describe('ignoring', () => {
  it('a clacks-p2p node refuses what it sends, and it keeps its message', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const legacy = await network.addLegacy()
    ours.node.ignore(legacy.hostname, legacy.port)
    legacy.addPeer('127.0.0.1', ours.node.address.port)
    legacy.enqueue('not for us')
    await network.until('it was refused', () => legacy.lost.includes(ours.address))
    await network.until('it has its message', () => legacy.queue.length === 1)
    ours.node.enqueue('not for them')
    expect(await ours.node.announce(legacy.hostname, legacy.port)).toBe(false)
    expect(ours.everQueued).toEqual(['not for them'])
    expect(ours.node.peek()).toEqual(['not for them'])
    expect([legacy.received, legacy.complaints, legacy.crashed]).toEqual([[], [], undefined])
    expect(statusOf(ours, legacy.address)).toBe('ignored')
  })

  it('by a clacks-p2p node is harmless: the message goes to another peer, and the ignoring peer is not lost', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const [hostile, friendly] = [
      await network.addLegacy(),
      await network.addLegacy({ sendrate: SENDS_NOTHING }),
    ]
    const { port } = ours.node.address
    hostile.ignore('127.0.0.1', port)
    await network.until('it ignores us', () => hostile.peers.get(ours.address) === 'ignored')
    ours.node.addPeer(hostile.hostname, hostile.port)
    ours.node.enqueue('round it')
    await network.until('it refused', () => ours.failures.length === 1)
    expect(ours.failures[0]?.status).toBe(403)
    expect(ours.node.peek()).toEqual(['round it'])
    expect(statusOf(ours, hostile.address)).toBe('alive')
    ours.node.addPeer(friendly.hostname, friendly.port)
    await network.until('the other has it', () => friendly.queue.length === 1)
    expect([ours.node.isEmpty(), hostile.received, ours.failures.length]).toEqual([true, [], 1])
    network.expectUnharmed()
  })
})

describe('a clacks-p2p node that goes away', () => {
  it('is lost, and alive again when it is back', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const legacy = await network.addLegacy({ sendrate: SENDS_NOTHING })
    ours.node.addPeer(legacy.hostname, legacy.port)
    ours.node.enqueue('before')
    await network.until('it gets a message', () => ours.node.statistics().sent === 1)

    await legacy.kill()
    ours.node.enqueue('after')
    await network.until('it is lost', () => statusOf(ours, legacy.address) === 'lost')
    await network.until('the message is back', () => ours.node.peek().length === 1)

    const reborn = await network.addLegacy({ port: legacy.port, sendrate: SENDS_NOTHING })
    await network.until('it gets the message', () => reborn.queue.includes('after'))
    await network.until('it is alive', () => statusOf(ours, legacy.address) === 'alive')
    expect(reborn.everQueued).toEqual(['after'])
    expect(ours.node.isEmpty()).toBe(true)
  })

  it('is bypassed while there are other peers', async () => {
    await using network = await MixedNetwork.make()
    const ours = await network.addOurs()
    const [gone, there] = [await network.addLegacy(), await network.addLegacy({ sendrate: SENDS_NOTHING })]
    for (const { hostname, port } of [gone, there]) ours.node.addPeer(hostname, port)
    await gone.kill()
    const messages = Array.from({ length: 20 }, (_, index) => `message ${index}`)
    for (const message of messages) ours.node.enqueue(message)
    await network.until('the other has them all', () => there.queue.length === messages.length)
    expect([...there.queue].sort()).toEqual([...messages].sort())
    expect([there.crashed, there.complaints]).toEqual([undefined, []])
  })
})
