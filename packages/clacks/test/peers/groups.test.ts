import { describe, expect, it } from 'vitest'
import { Groups } from '../../src/peers/groups.js'
import { type PeerRecord, recordOf } from '../../src/peers/record.js'
import { SeededRandom, VirtualClock } from '../../src/testing/index.js'

const DRAWS = 2_000

function joined(groups: Groups, port: number, origin: string): PeerRecord {
  const record = recordOf(
    { hostname: 'peer', port },
    { learnedFrom: origin, origin, secondHand: true },
    new VirtualClock(),
  )
  groups.join(record)
  groups.add(record)
  return record
}

/** How often each port is picked. */
function picks(groups: Groups): Map<number, number> {
  const random = new SeededRandom(7)
  const counts = new Map<number, number>()
  for (let draw = 0; draw < DRAWS; draw++) {
    const port = groups.oneOf(random)?.port
    if (port !== undefined) counts.set(port, (counts.get(port) ?? 0) + 1)
  }
  return counts
}

describe('groups', () => {
  it('pick each origin equally often, and each peer of an origin', () => {
    const groups = new Groups()
    joined(groups, 1, 'honest')
    for (let port = 100; port < 200; port++) joined(groups, port, 'many')
    const counts = picks(groups)
    expect(counts.size).toBe(101)
    expect(counts.get(1)).toBeGreaterThan(DRAWS * 0.45)
    expect(counts.get(1)).toBeLessThan(DRAWS * 0.55)
  })

  it.each([
    ['the first', 0],
    ['one between', 1],
    ['the last', 2],
  ])('pick the others when %s of an origin is gone', (_, gone) => {
    const groups = new Groups()
    const records = [1, 2, 3].map((port) => joined(groups, port, 'one'))
    const [record] = records.splice(gone, 1)
    if (record !== undefined) groups.remove(record)
    expect([...picks(groups).keys()].sort()).toEqual(records.map(({ port }) => port))
    for (const left of records) groups.remove(left)
    expect(picks(groups).size).toBe(0)
  })

  it('pick the other origins if one has no peers left', () => {
    const groups = new Groups()
    const [first, second, third] = [1, 2, 3].map((port) => joined(groups, port, `origin ${port}`))
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('a peer is missing')
    groups.remove(first)
    expect([...picks(groups).keys()].sort()).toEqual([2, 3])
    groups.remove(third)
    expect([...picks(groups).keys()]).toEqual([2])
    groups.add(first)
    expect([...picks(groups).keys()].sort()).toEqual([1, 2])
  })

  it('forget peers that left', () => {
    const groups = new Groups()
    const record = joined(groups, 1, 'one')
    groups.remove(record)
    groups.leave(record)
    groups.add(record)
    expect(groups.oneOf(new SeededRandom(1))).toBeUndefined()
  })
})
