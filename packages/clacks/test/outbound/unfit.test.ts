import { expect, it, vi } from 'vitest'
import { componentsOf } from '../../src/node.js'
import { createNetwork } from '../../src/testing/index.js'

const LEGACY = Array.from({ length: 20 }, (_, index) => `legacy${index}`)
const MESSAGES = 2_000

/** A node whose peers are all legacy, and how many picks it has made. */
async function amongLegacyPeers() {
  const network = await createNetwork({
    nodes: ['a', ...LEGACY, 'b'],
    legacy: LEGACY,
    topology: 'none',
    options: (name) =>
      name === 'a' ? { sendrate: 1_000, idleAnnounce: 0 } : { sendrate: 0, idleAnnounce: 0 },
  })
  const node = network.node('a')
  for (const hostname of LEGACY) expect(await network.complete(node.announce(hostname, 8080))).toBe(true)
  const picks = vi.spyOn(componentsOf(node).peers, 'pick')
  return { network, node, picks }
}

it('messages that no peer can carry cost no search each, at first or later', async () => {
  const { network, node, picks } = await amongLegacyPeers()
  await using _ = network
  for (let count = 0; count < MESSAGES; count++) node.enqueue(`é${count}`)
  await network.advance('20s')
  expect(node.statistics().queued).toBe(MESSAGES)
  // One search each half second.
  expect(picks.mock.calls.length).toBeLessThanOrEqual(50)
})

it('messages that no peer can carry go on when there is one that can', async () => {
  const { network, node } = await amongLegacyPeers()
  await using _ = network
  for (let count = 0; count < MESSAGES; count++) node.enqueue(`é${count}`)
  await network.advance('5s')
  expect(await network.complete(node.announce('b', 8080))).toBe(true)
  await network.advance('10s')
  expect(network.node('b').statistics().received).toBe(MESSAGES)
})

it('messages that every peer has refused are searched a few at a time', async () => {
  const { network, node, picks } = await amongLegacyPeers()
  await using _ = network
  for (const name of LEGACY)
    network.node(name).hooks.received.tap('refuse', () => {
      throw new Error('no luck')
    })
  for (let count = 0; count < MESSAGES; count++) node.enqueue(`e${count}`)
  await network.advance('5s')
  picks.mockClear()
  await network.advance('20s')
  expect(node.statistics().queued + node.statistics().inFlight).toBe(MESSAGES)
  expect(picks.mock.calls.length).toBeLessThanOrEqual(6_000)
})
