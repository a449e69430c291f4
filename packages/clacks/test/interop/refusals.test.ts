import { expect, it } from 'vitest'
import { drop, reject } from '../../src/index.js'
import { MixedNetwork, statusOf } from './mixed-network.js'

it.each([
  ['café', undefined],
  ['GNU 台灣 😀 — naïve', undefined],
  ['ünïcödé '.repeat(10), undefined],
  [{ text: 'Größe', list: ['é', 'ü'] }, 'known'],
])('%j that a clacks-p2p node truncates is repaired here, and deleted there', async (message, friend) => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: 0 })
  const legacy = await network.addLegacy()
  if (friend !== undefined) {
    // An earlier message, so that it knows a friend to include.
    legacy.addPeer('127.0.0.1', ours.node.address.port)
    legacy.enqueue('first')
    await network.until('we are alive there', () => legacy.peers.get(ours.address) === 'alive')
  }
  const before = ours.everQueued.length
  legacy.enqueue(message)
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  await network.until('it is here', () => ours.everQueued.length > before)
  await network.until('we are alive there', () => legacy.peers.get(ours.address) === 'alive')
  // After a refusal it would be back at the next tick: another message is sent in between.
  legacy.enqueue('afterwards')
  await network.until('the next one is here', () => ours.everQueued.includes('afterwards'))
  expect(ours.everQueued.slice(before)).toEqual([message, 'afterwards'])
  expect(ours.node.peek()).toEqual(ours.everQueued)
  expect(legacy.queue).toEqual([])
  network.expectUnharmed()
})

it('a message that a clacks-p2p node truncates is lost: accepted from there, discarded here and counted', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: 0 })
  const legacy = await network.addLegacy()
  legacy.enqueue('ünïcödé '.repeat(500))
  legacy.enqueue('afterwards')
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  // It does not wait for an answer before it sends the next.
  await network.until('both have arrived', () => ours.everQueued.length > 0 && ours.discards.length > 0)
  await network.until('we are alive there', () => legacy.peers.get(ours.address) === 'alive')
  expect([ours.node.peek(), legacy.queue]).toEqual([['afterwards'], []])
  expect(ours.node.statistics()).toMatchObject({ received: 1, discarded: 1, refused: 0 })
  network.expectUnharmed()
})

it('a message from a clacks-p2p node that a plugin rejects is accepted, discarded here and counted', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: 0 })
  ours.node.hooks.received.tap('strict', ({ message }) =>
    message === 'bad' ? reject(422, 'not liked') : undefined,
  )
  const legacy = await network.addLegacy()
  legacy.enqueue('bad')
  legacy.enqueue('good')
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  await network.until('both have arrived', () => ours.everQueued.length > 0 && ours.discards.length > 0)
  await network.until('we are alive there', () => legacy.peers.get(ours.address) === 'alive')
  expect(ours.discards).toMatchObject([{ message: 'bad', reason: 'not liked', direction: 'in' }])
  expect(ours.node.statistics()).toMatchObject({ received: 1, discarded: 1, refused: 0 })
  expect([ours.node.peek(), legacy.queue]).toEqual([['good'], []])
  network.expectUnharmed()
})

it('with legacyRejects "refuse" a clacks-p2p node receives the refusal, and keeps the message', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: 0, legacyRejects: 'refuse' })
  ours.node.hooks.received.tap('strict', () => reject(422, 'not liked'))
  const legacy = await network.addLegacy()
  legacy.enqueue('bad')
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  await network.until('it was refused', () => legacy.lost.includes(ours.address))
  await network.until('it tries again', () => ours.node.statistics().refused > 1)
  expect(ours.node.statistics()).toMatchObject({ received: 0, discarded: 0 })
  expect([legacy.crashed, legacy.complaints]).toEqual([undefined, []])
  expect(legacy.everQueued.every((message) => message === 'bad')).toBe(true)
})

it('a message from a clacks-p2p node that a plugin drops is deleted on both nodes', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs()
  ours.node.hooks.received.tap('wall', () => drop('stonewalled'))
  const legacy = await network.addLegacy()
  legacy.enqueue('gone')
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  await network.until('it was dropped', () => ours.discards.length === 1)
  await network.until('we are alive there', () => legacy.peers.get(ours.address) === 'alive')
  expect([ours.node.isEmpty(), legacy.queue]).toEqual([true, []])
  network.expectUnharmed()
})

it('a full node makes a clacks-p2p node keep its message, and accepts it when there is room', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs({ sendrate: 0, limits: { queueMessages: 1 } })
  const legacy = await network.addLegacy()
  legacy.enqueue('first')
  legacy.enqueue('second')
  legacy.addPeer('127.0.0.1', ours.node.address.port)
  await network.until('it has to wait', () => ours.node.statistics().refused > 0)
  // It takes the message again at its next tick: look at once.
  const kept: unknown[] = []
  await network.until('it kept one', () => {
    if (kept.length === 0 && legacy.queue.length === 1) kept.push(...legacy.queue)
    return kept.length === 1
  })
  expect([...ours.node.peek(), ...kept].sort()).toEqual(['first', 'second'])
  expect([legacy.crashed, legacy.complaints]).toEqual([undefined, []])
})

it('a clacks-p2p node whose plugin rejects is not lost: the message goes elsewhere', async () => {
  await using network = await MixedNetwork.make()
  const ours = await network.addOurs()
  const strict = await network.addLegacy()
  ours.node.addPeer(strict.hostname, strict.port)
  strict.ignore('127.0.0.1', ours.node.address.port)
  await network.until('it ignores us', () => strict.peers.get(ours.address) === 'ignored')
  for (let index = 0; index < 10; index++) ours.node.enqueue(index + 1)
  await network.until('all were refused', () => ours.failures.length === 10)
  expect(ours.failures.every(({ status }) => status === 403)).toBe(true)
  expect(statusOf(ours, strict.address)).toBe('alive')
  expect(ours.node.peek()).toHaveLength(10)
  network.expectUnharmed()
})
