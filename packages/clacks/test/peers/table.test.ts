import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifierOf } from '../../src/peers/peer.js'
import type { PeerRecord } from '../../src/peers/record.js'
import { OPERATOR, PeerTable } from '../../src/peers/table.js'
import type { PeerTableParts } from '../../src/peers/table-parts.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const SELF = { hostname: 'self', port: 1 }
const at = (name: string | number, port = 80) => ({ hostname: `peer-${name}`, port })

function makeTable(parts: Partial<PeerTableParts> = {}) {
  const told: string[] = []
  const clock = new VirtualClock()
  const table = new PeerTable({
    clock,
    random: new SeededRandom(1),
    settings: { weights: { alive: 0.95, lost: 0.04999, dead: 0.00001 } },
    bounds: { peers: 100, peerShare: 0.25, killtimeout: 1000 },
    self: () => SELF,
    admit: () => true,
    discovered: (record) => told.push(`discovered ${record.hostname}`),
    updated: (record, before) => told.push(`${record.hostname} ${before} -> ${record.status}`),
    ...parts,
  })
  return { table, told, clock }
}

function fill(
  table: PeerTable,
  status: 'new' | 'alive' | 'lost',
  count: number,
  prefix: string,
): PeerRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const record = table.add(at(`${prefix}${index}`), OPERATOR)
    if (record === undefined) throw new Error('not admitted')
    if (status !== 'new') table.note(record, status === 'alive' ? 'exchanged' : 'failed')
    return record
  })
}

const suits = () => 'suitable' as const

describe('a peer that cannot be reached', () => {
  it('is reported with its reason once, until the reason changes; an answer clears it', () => {
    const reports: string[] = []
    const { table } = makeTable({ failed: ({ lastError }) => reports.push(String(lastError)) })
    const [peer] = fill(table, 'alive', 1, 'a')
    if (peer === undefined) throw new Error('no peer')
    for (const reason of ['refused', 'refused', 'too late']) {
      table.noteFailure(peer, reason, false)
      table.heardFrom(peer, undefined)
    }
    expect(reports).toEqual(['refused', 'too late'])
    expect(table.reports()).toEqual([expect.objectContaining({ hostname: 'peer-a0', lastError: 'too late' })])
    table.noteAnswer(peer)
    expect(table.reports()[0]).not.toHaveProperty('lastError')
  })

  it('because its address must not be dialled, does not become alive by what it sends', () => {
    const { table, told } = makeTable()
    const peer = table.add(at(1), 'other')
    if (peer === undefined) throw new Error('not admitted')
    for (let turn = 0; turn < 3; turn++) {
      table.heardFrom(peer, undefined)
      table.noteFailure(peer, 'a blocked range', true)
    }
    expect(told).toEqual(['discovered peer-1', 'peer-1 new -> alive', 'peer-1 alive -> lost'])
    table.add(at(1), OPERATOR)
    table.heardFrom(peer, undefined)
    expect(peer.status).toBe('alive')
  })
})

describe('an address that leads to the node itself', () => {
  it('leaves the table, does not enter again, and is reported once', () => {
    const recognised: string[] = []
    const { table } = makeTable({ recognised: ({ hostname }) => recognised.push(hostname) })
    table.add(at(1), OPERATOR)
    table.recognise(at(1))
    table.recognise(at(1))
    expect([table.size, table.isSelf(at(1)), table.isSelf(at(2))]).toEqual([0, true, false])
    expect(table.add(at(1), 'other')).toBeUndefined()
    expect(recognised).toEqual(['peer-1'])
  })
})

describe('PeerTable', () => {
  it('does not report an address as new if it is ignored or restored', () => {
    const seen: string[] = []
    const { table, told } = makeTable({
      discovered: ({ hostname, status }) => seen.push(`${hostname} ${status}`),
    })
    table.ignore(at(1))
    table.restore({
      ...at(2),
      status: 'ignored',
      time: 7,
      secondHand: false,
      learnedFrom: '',
      origin: '',
      reachable: true,
    })
    expect(seen).toEqual(['peer-1 ignored', 'peer-2 ignored'])
    expect(told).toEqual(['peer-1 new -> ignored'])
    expect(table.find(at(2))).toMatchObject({ time: 7, reachable: true })
    expect(table.hasCandidates).toBe(false)
    const known = table.add(at(3), OPERATOR)
    table.ignore(at(3))
    expect(known?.status).toBe('ignored')
  })

  it('adds and reports a peer once', () => {
    const { table, told } = makeTable()
    expect(table.add(at(1), OPERATOR)).toBe(table.add(at(1), 'another'))
    expect(told).toEqual(['discovered peer-1'])
    expect(table.list().new[identifierOf('peer-1', 80)]).toMatchObject({
      hostname: 'peer-1',
      port: 80,
      status: 'new',
    })
  })

  it('uses the identifiers of clacks-p2p', () => {
    expect(identifierOf('localhost', 8080)).toBe(
      'cd19cafada6ea1c930a7f3475b65455d412c08bfefa802a31e0eeb9939caaaf5',
    )
  })

  it('never adds itself', () => {
    const { table, told } = makeTable()
    expect(table.add({ ...SELF }, OPERATOR)).toBeUndefined()
    expect(told).toEqual([])
  })

  it('asks whether to admit an address', () => {
    const { table } = makeTable({ admit: (address, secondHand) => !secondHand || address.port !== 81 })
    expect(table.add(at(1, 81), 'somebody')).toBeUndefined()
    expect(table.add(at(1, 81), OPERATOR)).toBeDefined()
  })

  it('changes the status of peers, and reports it', () => {
    const { table, told, clock } = makeTable()
    const record = table.add(at(1), OPERATOR)
    if (record === undefined) throw new Error('not admitted')
    table.note(record, 'exchanged')
    table.note(record, 'exchanged')
    table.note(record, 'failed')
    expect(record.time).toBe(clock.now())
    expect(told.slice(1)).toEqual(['peer-1 new -> alive', 'peer-1 alive -> lost'])
  })

  it('is not filled by a single source or range', () => {
    const { table } = makeTable()
    const entered = Array.from({ length: 100 }, (_, index) => table.add(at(index), 'one source')).filter(
      (record) => record !== undefined,
    )
    expect(entered).toHaveLength(25)
    const sameNetwork = Array.from({ length: 100 }, (_, index) =>
      table.add({ hostname: `10.0.0.${index + 1}`, port: 80 }, `source ${index}`),
    )
    expect(sameNetwork.filter((record) => record !== undefined)).toHaveLength(25)
  })

  it('is limited: it evicts dead peers first, then lost, then new ones, but never alive ones or those of the operator', async () => {
    const { table, clock } = makeTable({ bounds: { peers: 4, peerShare: 1, killtimeout: 10 } })
    const [alive, lost, dead, fresh] = ['alive', 'lost', 'dead', 'fresh'].map((name) =>
      table.add(at(name), 'source'),
    )
    if (!alive || !lost || !dead || !fresh) throw new Error('not admitted')
    table.note(alive, 'exchanged')
    table.note(dead, 'failed')
    await clock.advance(11)
    table.note(dead, 'failed')
    table.note(lost, 'failed')
    expect([alive.status, lost.status, dead.status, fresh.status]).toEqual(['alive', 'lost', 'dead', 'new'])
    const names = () =>
      Object.values(table.list()).flatMap((peers) => Object.values(peers).map((peer) => peer.hostname))
    for (const [newcomer, gone] of [
      ['n1', 'peer-dead'],
      ['n2', 'peer-lost'],
    ] as const) {
      table.add(at(newcomer), 'source')
      expect(names()).not.toContain(gone)
      expect(table.size).toBe(4)
    }
    expect(names()).toContain('peer-alive')
  })

  it('only passes on peers that are alive and were reached', () => {
    const { table } = makeTable()
    const [named, reached] = fill(table, 'alive', 2, 'a')
    expect(table.friend(undefined)).toBeUndefined()
    if (reached) reached.reachable = true
    expect(table.friend(undefined)).toBe(reached)
    expect(table.friend(reached)).toBeUndefined()
    expect(table.friends(4, named)).toEqual([reached])
  })

  it('keeps its invariants in any sequence of events', () => {
    const name = fc.integer({ min: 0, max: 30 })
    const step = fc.oneof(
      fc.record({ add: name, source: fc.constantFrom('operator', 'a', 'b') }),
      fc.record({
        note: name,
        event: fc.constantFrom('exchanged' as const, 'failed' as const, 'ignored' as const),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { table } = makeTable({ bounds: { peers: 20, peerShare: 0.5, killtimeout: -1 } })
        const operators = new Set<number>()
        for (const one of steps) {
          if ('add' in one) {
            table.add(at(one.add), one.source)
            if (one.source === 'operator') operators.add(one.add)
          } else {
            const record = table.find(at(one.note))
            if (record !== undefined) table.note(record, one.event)
          }
          const all = Object.entries(table.list()).flatMap(([status, peers]) =>
            Object.values(peers).map((peer) => [status, peer] as const),
          )
          expect(all.every(([status, peer]) => peer.status === status)).toBe(true)
          expect(new Set(all.map(([, peer]) => peer.identifier)).size).toBe(table.size)
          expect(table.size).toBeLessThanOrEqual(20 + operators.size)
          for (const number of operators) expect(table.find(at(number))).toBeDefined()
          const pick = table.pick(suits)
          expect(pick.peer?.status).not.toBe('ignored')
          expect(pick.peer === undefined).toBe(!table.hasCandidates)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('pick', () => {
  const share = (table: PeerTable, rounds: number) => {
    const counts: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      const status = table.pick(suits).peer?.status ?? 'none'
      counts[status] = (counts[status] ?? 0) + 1 / rounds
    }
    return counts
  }

  it('picks alive peers 95 % of the time, and lost ones nearly 5 %', () => {
    const { table } = makeTable()
    fill(table, 'alive', 10, 'a')
    fill(table, 'lost', 10, 'l')
    const counts = share(table, 20_000)
    expect(counts.alive).toBeGreaterThan(0.94)
    expect(counts.lost).toBeGreaterThan(0.04)
  })

  it('picks new peers first', () => {
    const { table } = makeTable()
    fill(table, 'alive', 10, 'a')
    fill(table, 'new', 1, 'n')
    expect(table.pick(suits).peer?.status).toBe('new')
  })

  it('does not let new peers starve known ones', () => {
    const { table } = makeTable()
    fill(table, 'alive', 10, 'a')
    fill(table, 'new', 20, 'n')
    expect(share(table, 1000).new).toBeLessThan(0.25)
  })

  it('distributes the weight of an empty status', () => {
    const { table } = makeTable()
    fill(table, 'lost', 3, 'l')
    expect(share(table, 100)).toEqual({ lost: expect.closeTo(1) })
  })

  it('is uniform within a status', () => {
    const { table } = makeTable()
    const records = fill(table, 'alive', 10, 'a')
    const counts = new Map(records.map((record) => [record, 0]))
    for (let round = 0; round < 10_000; round++) {
      const { peer } = table.pick(suits)
      if (peer !== undefined) counts.set(peer, (counts.get(peer) ?? 0) + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('finds the one suitable peer among many, and reports why there is none', () => {
    const { table } = makeTable()
    const records = fill(table, 'alive', 60, 'a')
    expect(table.pick((record) => (record === records[37] ? 'suitable' : 'unsuitable')).peer).toBe(
      records[37],
    )
    expect(table.pick(() => 'unsuitable')).toEqual({ peer: undefined, wait: 'unsuitable' })
    expect(table.pick((record) => (record === records[3] ? 'backing-off' : 'unsuitable'))).toEqual({
      peer: undefined,
      wait: 'backing-off',
    })
    expect(table.pick((record) => (record === records[3] ? 'busy' : 'backing-off'))).toEqual({
      peer: undefined,
      wait: 'busy',
    })
  })
})
