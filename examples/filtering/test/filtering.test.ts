import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import gate, { type GateCounts } from '../gate.js'

const GATES = Array.from({ length: 10 }, (_, index) => `gate-${index}`)
const OPTIONS = { refuse: ['BUY'], maxRefused: 3, ignoreMs: 60_000 }

/** Ten gates, and a spammer with 20 advertisements among 20 honest messages. */
const withSpammer = (legacy: string[] = []) =>
  createNetwork<string>({
    nodes: [...GATES, 'spammer'],
    plugins: (name) => (name === 'spammer' ? [] : [gate(OPTIONS)]),
    options: { sendrate: 5 },
    legacy,
  })

function spamAndHonest(): string[] {
  return Array.from({ length: 20 }, (_, index) => [`BUY ${index}`, `Good evening ${index}`]).flat()
}

type Network = Awaited<ReturnType<typeof withSpammer>>
const countsOf = (network: Network): GateCounts[] =>
  GATES.flatMap((name) => network.node(name).service('gate') ?? [])
const total = (network: Network, what: keyof GateCounts): number =>
  countsOf(network).reduce((sum, counts) => sum + counts[what], 0)

describe('filtering', () => {
  it('lets no advertisement in: the spammer keeps them all, and the honest messages walk', async () => {
    await using network = await withSpammer()
    for (const message of spamAndHonest()) network.node('spammer').enqueue(message)
    await network.advance('10m')
    network.assertConserved()
    for (let index = 0; index < 20; index++) {
      expect(network.coverage(`BUY ${index}`)).toEqual(['spammer'])
      expect(network.coverage(`Good evening ${index}`).length).toBeGreaterThan(5)
    }
    expect(network.counts.discarded).toBe(0)
  })

  it('ignores a peer with three rejected messages, for a minute', async () => {
    await using network = await withSpammer()
    for (let index = 0; index < 20; index++) network.node('spammer').enqueue(`BUY ${index}`)
    await network.advance('30s')
    expect(countsOf(network).map(({ ignored }) => ignored)).toEqual(GATES.map(() => 1))
    expect(countsOf(network).map(({ refused }) => refused)).toEqual(GATES.map(() => 3))
    expect(total(network, 'unignored')).toBe(0)
    for (const name of GATES)
      expect(Object.values(network.node(name).getPeers().ignored).map(({ hostname }) => hostname)).toEqual([
        'spammer',
      ])
    await network.advance('1m')
    expect(countsOf(network).map(({ unignored }) => unignored)).toEqual(GATES.map(() => 1))
  })

  it('does not blame a peer that cannot filter', async () => {
    await using network = await withSpammer(['spammer'])
    for (const message of spamAndHonest()) network.node('spammer').enqueue(message)
    await network.advance('1m')
    expect(total(network, 'dropped')).toBe(20)
    expect(total(network, 'refused') + total(network, 'ignored')).toBe(0)
  })
})
