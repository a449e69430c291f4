import { expect, it } from 'vitest'
import { createNetwork } from '../../src/testing/index.js'

const NODES = 6
/** In one run: fewer than a peer may take before it has to bring some. */
const MESSAGES = 100
const RUNS = 30

/** How many messages each peer of a node got from it first. */
async function firstHops(batchMessages: number, seed: number): Promise<number[]> {
  await using network = await createNetwork({
    nodes: NODES,
    seed,
    topology: 'full',
    options: (_, index) => ({
      sendrate: index === 0 ? Number.POSITIVE_INFINITY : 0,
      limits: { batchMessages, pipelining: MESSAGES, inFlight: MESSAGES },
    }),
  })
  const [sender, ...others] = Array.from({ length: NODES }, (_, at) => network.node(at))
  // New peers come before all others: they are alive once they have announced themselves.
  await network.clock.advance('5m')
  for (let number = 0; number < MESSAGES; number++) sender?.enqueue(number)
  await network.clock.advance('1m')
  return others.map((node) => node.statistics().received)
}

/** Pearson's statistic: how far counts are from equal ones. */
function chiSquared(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** The 99.9 % quantile of the chi-squared distribution with 4 degrees of freedom. */
const UNLIKELY = 18.47

it.each([1, 128])('each peer gets its share of the messages, with batches of %i', async (batchMessages) => {
  const runs = await Promise.all(Array.from({ length: RUNS }, (_, seed) => firstHops(batchMessages, seed)))
  const counts = Array.from({ length: NODES - 1 }, (_, peer) =>
    runs.reduce((sum, run) => sum + (run[peer] ?? 0), 0),
  )
  expect(counts.reduce((sum, count) => sum + count)).toBe(RUNS * MESSAGES)
  expect(chiSquared(counts, (RUNS * MESSAGES) / (NODES - 1))).toBeLessThan(UNLIKELY)
})
