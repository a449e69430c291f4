import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/testing/index.js'

const NODES = 5

/** A network whose nodes all have this many messages of their own. */
async function fullNetwork(messages: number) {
  const network = await createNetwork({ nodes: NODES, topology: 'full', seed: 1 })
  for (const [index, node] of network.nodes.entries())
    for (let count = 0; count < messages; count++) node.enqueue(`${index} ${count}`)
  return network
}

describe('a network that is full everywhere', () => {
  it.each([100, 1_005])('does not stand still with %d messages on each node', async (messages) => {
    await using network = await fullNetwork(messages)
    await network.advance('1m')
    const before = network.counts.sent
    await network.advance('2m')
    const pace = (network.counts.sent - before) / NODES / 120
    expect(pace).toBeGreaterThan(0.3)
    network.assertConserved()
  })
})
