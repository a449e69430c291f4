import { afterEach, describe, expect, it } from 'vitest'
import type { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import { memoryNodes } from './memory-nodes.js'

let end: () => Promise<void> = async () => {}
afterEach(() => end())

/** Nodes that all know the first one, and nobody else. */
async function star(count: number, options: ClacksOptions = {}, seed?: string) {
  const memory = memoryNodes(seed)
  end = memory.end
  const nodes: Clacks[] = []
  for (let index = 0; index < count; index++)
    nodes.push(memory.make(`node-${index}`, { ...options, peers: index === 0 ? [] : ['node-0:80'] }))
  for (const node of nodes) await memory.clock.complete(node.start())
  return { ...memory, nodes }
}

/** In how many tables each node is. */
function inDegrees(nodes: readonly Clacks[]): number[] {
  const known = nodes.flatMap((node) => Object.values(node.getPeers().alive).map(({ hostname }) => hostname))
  return nodes.map((node) => known.filter((hostname) => hostname === node.address.hostname).length)
}

function skewOf(degrees: readonly number[]): number {
  const mean = degrees.reduce((sum, degree) => sum + degree, 0) / degrees.length
  return Math.sqrt(degrees.reduce((sum, degree) => sum + (degree - mean) ** 2, 0) / degrees.length / mean)
}

describe('a network that starts from one known node', () => {
  it('does not condense on it', async () => {
    const { nodes, clock } = await star(40, { limits: { queueSeconds: 10 } })
    for (const [index, node] of nodes.entries()) node.enqueue(index + 1)
    let fullest = 0
    for (let second = 0; second < 64; second++) {
      await clock.advance('1s')
      fullest = Math.max(fullest, ...nodes.map((node) => node.statistics().queued))
    }
    expect(fullest).toBeLessThanOrEqual(12)
    const sent = nodes.reduce((sum, node) => sum + node.statistics().sent, 0)
    expect(sent / 64 / nodes.length).toBeGreaterThan(0.35)
    expect(Math.min(...inDegrees(nodes))).toBeGreaterThan(35)
  })

  it('spreads evenly over tables that are smaller than it', async () => {
    const skews: number[] = []
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const { nodes, clock, end: stop } = await star(40, { limits: { peers: 16 } }, seed)
      for (const [index, node] of nodes.entries()) node.enqueue(index + 1)
      await clock.advance('96s')
      skews.push(skewOf(inDegrees(nodes)))
      expect(Math.min(...inDegrees(nodes))).toBeGreaterThan(0)
      await stop()
    }
    expect(skews.reduce((sum, skew) => sum + skew, 0) / skews.length).toBeLessThan(1.1)
  })

  it('gets to know itself without announces to those who are known', async () => {
    const { network, clock } = await star(60, { idleAnnounce: 2_000 })
    const seen = new Set<string>()
    let requests = 0
    network.conditions.latency = ({ from, to, carries }) => {
      if (carries === 'request') {
        requests++
        seen.add(`${from} ${to}`)
      }
      return 10
    }
    await clock.advance('12s')
    expect(seen.size / requests).toBeGreaterThan(0.9)
  })
})
