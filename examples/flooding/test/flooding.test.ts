import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import flood from '../flood.js'
import guard from '../guard.js'

const TOWERS = Array.from({ length: 9 }, (_, index) => `tower-${index}`)
const QUEUE = 500

/** Nine towers and optionally a flooder; tower-0 sends a message per second, for two minutes. */
async function twoMinutes(flooded: boolean, guards: boolean) {
  await using network = await createNetwork({
    nodes: [...TOWERS, 'other'],
    plugins: (name) => {
      if (name === 'other') return flooded ? [flood({ copies: 40, everyMs: 100 })] : []
      return guards ? [guard({ rate: 5, burst: 20 })] : []
    },
    options: (name) => ({
      sendrate: name === 'other' && flooded ? Number.POSITIVE_INFINITY : 5,
      limits: { queueMessages: QUEUE, requestsPerSecond: 1e6 },
    }),
  })
  let largest = 0
  for (let number = 0; number < 120; number++) {
    const { queued, inFlight } = network.node('tower-0').statistics()
    // A full queue accepts nothing.
    if (queued + inFlight < QUEUE) network.node('tower-0').enqueue({ class: 'honest', number })
    await network.advance('1s')
    largest = Math.max(largest, ...TOWERS.map((name) => network.node(name).statistics().queued))
  }
  const heard = Array.from({ length: 120 }, (_, number) => network.coverage({ class: 'honest', number }))
  const counts = TOWERS.flatMap((name) => network.node(name).service('guard') ?? [])
  return {
    heard: heard.filter((names) => names.includes('tower-8')).length,
    largest,
    merged: counts.reduce((sum, { merged }) => sum + merged, 0),
    refused: counts.reduce((sum, { refused }) => sum + refused, 0),
  }
}

describe('flooding', () => {
  it('fills its share of the queues, and few honest messages arrive', async () => {
    const calm = await twoMinutes(false, false)
    const flooded = await twoMinutes(true, false)
    expect(calm.heard).toBeGreaterThan(90)
    expect(calm.largest).toBeLessThan(QUEUE * 0.25)
    expect(flooded.largest).toBeGreaterThan(QUEUE * 0.4)
    expect(flooded.largest).toBeLessThan(QUEUE)
    expect(flooded.heard).toBeLessThan(calm.heard / 2)
  })

  it('does not get past guards', async () => {
    const { heard, largest, merged, refused } = await twoMinutes(true, true)
    expect(heard).toBeGreaterThan(80)
    expect(largest).toBeLessThan(QUEUE / 2)
    expect(merged).toBeGreaterThan(100)
    expect(refused).toBeGreaterThan(100)
  })
})
