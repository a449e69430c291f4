import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifierOf } from '../../src/known-address.js'
import { countBrought, countTaken } from '../../src/peers/one-way.js'
import type { Suitability } from '../../src/peers/pick.js'
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

/** This node has reached a peer at a network address. */
function reach(table: PeerTable, record: PeerRecord, host: string): void {
  table.noteAnswer(record)
  table.noteReached(record, host)
}

function names(table: PeerTable): string[] {
  return table.reports().map(({ hostname }) => hostname)
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
      table.heardFrom(peer)
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
      table.heardFrom(peer)
      table.noteFailure(peer, 'a blocked range', true)
    }
    expect(told).toEqual(['discovered peer-1', 'peer-1 new -> alive', 'peer-1 alive -> lost'])
    table.add(at(1), OPERATOR)
    table.heardFrom(peer)
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
      host: '',
      reachable: true,
    })
    expect(seen).toEqual(['peer-1 ignored', 'peer-2 ignored'])
    expect(told).toEqual(['peer-1 new -> ignored'])
    expect(table.find(at(2))).toMatchObject({ time: 7, reachable: true })
    expect(table.hasPeerToSendTo).toBe(false)
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

  it('is not filled by a single source, nor by names that nobody answers to', () => {
    const { table } = makeTable()
    const named = (source: string) =>
      Array.from({ length: 100 }, (_, index) => table.add(at(`${source}${index}`), source)).filter(
        (record) => record !== undefined,
      )
    named('a')
    expect(table.size).toBe(8)
    for (const source of ['b', 'c', 'd', 'e', 'f']) named(source)
    expect(table.size).toBe(25)
  })

  it('lets a candidate of a full source displace the one of it that failed most often, then the oldest', () => {
    const { table } = makeTable()
    const [oldest, failed] = Array.from({ length: 8 }, (_, index) => table.add(at(index), 'source'))
    table.add(at('other'), 'another source')
    if (oldest === undefined || failed === undefined) throw new Error('not admitted')
    failed.failures = 3
    table.noteFailure(failed, 'refused', false)
    expect(table.add(at('new'), 'source')).toBeDefined()
    expect([table.find(failed), table.find(oldest), table.size]).toEqual([undefined, oldest, 9])
    expect(table.add(at('newer'), 'source')).toBeDefined()
    expect([table.find(oldest), table.size]).toEqual([undefined, 9])
  })

  it('admits a caller of a range that named only addresses that nobody answers to', async () => {
    const { table, clock } = makeTable({ bounds: { peers: 2_000, peerShare: 0.25, killtimeout: 1000 } })
    const range = '192.0.2.0/24'
    for (let index = 0; index < 125; index++) {
      table.introduce([at(index)], range)
      await clock.advance('4s')
    }
    expect(table.size).toBe(125)
    await clock.advance('720h')
    expect(table.addCaller(at('caller'), range)).toBeDefined()
    expect(table.size).toBe(125)
  })

  it('stores candidates, too: after a crash they may be all that is known', () => {
    const { table } = makeTable()
    fill(table, 'alive', 1, 'a')
    table.add(at('named'), 'source')
    const reached = table.add(at('reached'), 'source')
    const ignored = table.add(at('ignored'), 'source')
    if (reached !== undefined) reach(table, reached, '192.0.2.1')
    if (ignored !== undefined) table.ignore(ignored)
    const stored = table.stored().map(({ hostname }) => hostname)
    expect(stored.sort()).toEqual(['peer-a0', 'peer-ignored', 'peer-named', 'peer-reached'])
  })

  it('trusts no host because of its name', () => {
    const { table } = makeTable()
    table.introduce([at(1)], 'operator')
    expect(table.find(at(1))?.secondHand).toBe(true)
  })

  it('holds no more of one network range than its share, also of peers that move there', () => {
    const { table } = makeTable()
    const moved = table.add(at('moved'), 'source')
    if (moved === undefined) throw new Error('not admitted')
    reach(table, moved, '198.51.100.1')
    for (let index = 0; index < 25; index++) {
      const record = table.add(at(index), `source ${index}`)
      if (record !== undefined) reach(table, record, `192.0.2.${index}`)
    }
    expect(table.size).toBe(26)
    reach(table, moved, '192.0.2.200')
    expect([table.find(moved), table.size]).toEqual([undefined, 25])
  })

  it('holds no more of one network range than its share', () => {
    const { table } = makeTable()
    const kept = Array.from({ length: 100 }, (_, index) => {
      const record = table.add(at(index), `source ${index}`)
      if (record !== undefined) reach(table, record, `192.0.2.${index}`)
      return record?.section
    })
    expect(kept.filter((section) => section === 'alive')).toHaveLength(25)
    expect(table.size).toBe(25)
  })

  it('holds more of a range that has a larger share, and of its neighbours as many as before', () => {
    const weightOf = (host: string): number => (host === '192.0.2.7' ? 3 : 1)
    const { table } = makeTable({ weightOf })
    const kept = (port: number, host: string): boolean => {
      const record = table.add(at(host, port), `source ${port}`)
      if (record !== undefined) reach(table, record, host)
      return record?.section === 'alive'
    }
    const ports = Array.from({ length: 80 }, (_, index) => index + 1)
    expect(ports.filter((port) => kept(port, '192.0.2.7'))).toHaveLength(75)
    expect(ports.filter((port) => kept(port, '192.0.2.8'))).toHaveLength(0)
    expect(ports.filter((port) => kept(port, '198.51.100.1')).length).toBeGreaterThan(8)
  })

  it('hears no more addresses from one range than from an honest peer', async () => {
    const { table, clock } = makeTable({ bounds: { peers: 4_000, peerShare: 1, killtimeout: 10 } })
    const names = Array.from({ length: 500 }, (_, index) => at(index))
    table.introduce(names, '192.0.2.0/24')
    expect(table.size).toBe(32)
    await clock.advance('1m')
    table.introduce(names, '192.0.2.0/24')
    expect(table.size).toBe(47)
    expect(table.addCaller(at('caller'), '192.0.2.0/24')).toBeUndefined()
    table.introduce(names, '198.51.100.0/24')
    expect(table.size).toBe(79)
  })

  it('tells which of the named peers are lost here and can be probed, as many as may be introduced', () => {
    const { table } = makeTable()
    const [alive] = fill(table, 'alive', 1, 'a')
    const [resting, ...lost] = fill(table, 'lost', 41, 'l')
    if (alive === undefined || resting === undefined) throw new Error('not admitted')
    resting.backoffUntil = Number.POSITIVE_INFINITY
    expect(table.introduce([alive, resting, ...lost], 'range')).toEqual(lost.slice(0, 32))
    expect(table.introduce(lost, 'range')).toEqual([])
    expect(table.introduce(lost, 'another range')).toHaveLength(32)
  })

  it('is limited: a full table displaces dead peers first, then lost ones, and never those of the operator', async () => {
    const { table, clock } = makeTable({ bounds: { peers: 40, peerShare: 1, killtimeout: 10 } })
    fill(table, 'alive', 36, 'operator')
    const [lost, dead] = ['lost', 'dead'].map((name) => {
      const record = table.add(at(name), 'source')
      if (record === undefined) throw new Error('not admitted')
      reach(table, record, at(name).hostname)
      table.note(record, 'failed')
      return record
    })
    await clock.advance(11)
    if (dead !== undefined) table.note(dead, 'failed')
    expect([lost?.status, dead?.status]).toEqual(['lost', 'dead'])
    table.add(at('n1'), 'source')
    table.add(at('n2'), 'source')
    expect(table.size).toBe(40)
    table.add(at('n3'), 'source')
    expect([table.find(at('dead')), table.find(at('lost')) === undefined]).toEqual([undefined, false])
    table.add(at('n4'), 'source')
    expect([table.find(at('lost')), table.size]).toEqual([undefined, 40])
    for (let index = 0; index < 36; index++) expect(table.find(at(`operator${index}`))).toBeDefined()
  })

  it('a peer that calls displaces an alive one that gets no messages; one that is only named does not', () => {
    const { table } = makeTable({ bounds: { peers: 40, peerShare: 1, killtimeout: 10 } })
    fill(table, 'alive', 40, 'a')
    expect(table.add(at('named'), 'source')).toBeUndefined()
    expect(table.add(at('caller'), 'source', 'alive')).toBeDefined()
    expect([table.size, names(table).filter((name) => name.startsWith('peer-a')).length]).toEqual([40, 39])
  })

  it('gives away the peers that it handed out for those that it got, and calls the peers of the operator back when nobody is left', () => {
    const { table } = makeTable({ bounds: { peers: 40, peerShare: 1, killtimeout: 10 } })
    fill(table, 'alive', 40, 'a')
    const given = table.reports().flatMap((report) => table.get(report.identifier) ?? [])
    table.introduce([at('b1'), at('b2')], 'range', given)
    expect(table.size).toBe(40)
    const left = names(table).filter((name) => name.startsWith('peer-a'))
    expect(left).toHaveLength(38)
    for (const report of table.reports()) {
      const record = table.get(report.identifier)
      if (record !== undefined) table.note(record, 'failed')
    }
    table.pick(suits)
    expect(names(table).filter((name) => name.startsWith('peer-a'))).toHaveLength(40)
  })

  it('only passes on peers that are alive and were reached', () => {
    const { table } = makeTable()
    const [named, reached] = fill(table, 'alive', 2, 'a')
    expect(table.friend(undefined)).toBeUndefined()
    if (reached) reached.reachable = true
    expect(table.friends(4, undefined)).toEqual([reached])
    expect(table.friend(reached)).toBeUndefined()
    expect(table.friends(4, named)).toEqual([reached])
  })

  it('keeps its invariants in any sequence of events', () => {
    const name = fc.integer({ min: 0, max: 30 })
    const step = fc.oneof(
      fc.record({ add: name, source: fc.constantFrom(OPERATOR, 'a', 'b') }),
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
            if (one.source === OPERATOR) operators.add(one.add)
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
          expect(pick.peer === undefined).toBe(!table.hasPeerToSendTo)
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

  it('never picks what others named, before it was reached', () => {
    const { table } = makeTable()
    const record = table.add(at('named'), 'source')
    if (record === undefined) throw new Error('not admitted')
    table.heardFrom(record)
    expect([record.status, table.hasPeerToSendTo, table.pick(suits).peer]).toEqual([
      'alive',
      false,
      undefined,
    ])
    expect(table.candidate()).toBe(record)
    reach(table, record, '192.0.2.1')
    expect([table.hasPeerToSendTo, table.pick(suits).peer]).toEqual([true, record])
  })

  it('picks each network range as often as any other, and in it each host', () => {
    const { table } = makeTable({ bounds: { peers: 400, peerShare: 1, killtimeout: 10 } })
    const at4 = (host: string, port: number) => {
      const record = table.add({ hostname: `${host}-${port}.example`, port }, `source ${port}`)
      if (record !== undefined) reach(table, record, host)
    }
    for (let port = 1; port <= 50; port++) at4('192.0.2.1', port)
    at4('192.0.2.2', 80)
    for (let index = 1; index <= 8; index++) at4(`198.51.${index}.1`, 80)
    const counts: Record<string, number> = {}
    for (let round = 0; round < 9_000; round++) {
      const host = table.pick(suits).peer?.host ?? 'none'
      counts[host] = (counts[host] ?? 0) + 1
    }
    expect(Object.keys(counts)).toHaveLength(10)
    for (const [host, count] of Object.entries(counts)) {
      const expected = host.startsWith('192.0.2.') ? 500 : 1_000
      expect(Math.abs(count - expected)).toBeLessThan(130)
    }
  })

  it('picks a peer that takes messages and brings none a quarter as often', () => {
    const { table } = makeTable()
    const [silent] = fill(table, 'alive', 10, 'a')
    if (silent === undefined) throw new Error('no peer')
    for (let taken = 0; taken < 13; taken++) countTaken(silent)
    const share = () => {
      let picked = 0
      for (let round = 0; round < 10_000; round++) if (table.pick(suits).peer === silent) picked++
      return picked / 10_000
    }
    expect(share()).toBeCloseTo(0.25 / 9.25, 2)
    countBrought(silent)
    expect(share()).toBeCloseTo(0.1, 1)
  })

  describe('a peer that takes messages and brings none', () => {
    /** One such peer among others. */
    function withOneWay(count: number) {
      const { table } = makeTable()
      fill(table, 'alive', count, 'a')
      const { peer } = table.pick(suits)
      if (peer === undefined) throw new Error('no peer')
      for (let taken = 0; taken < 13; taken++) countTaken(peer)
      const shareIf = (others: Suitability) => {
        let picked = 0
        for (let round = 0; round < 10_000; round++)
          if (table.pick((record) => (record === peer ? 'suitable' : others)).peer === peer) picked++
        return picked / 10_000
      }
      return { table, peer, shareIf }
    }

    it('is still one after it was lost', () => {
      const { table, peer, shareIf } = withOneWay(10)
      table.note(peer, 'failed')
      table.note(peer, 'exchanged')
      expect(shareIf('suitable')).toBeCloseTo(0.25 / 9.25, 2)
    })

    it('does not get what others refuse for now, and gets all if there are no others', () => {
      const { shareIf } = withOneWay(10)
      expect(shareIf('backing-off')).toBeLessThan(0.4)
      expect(shareIf('unsuitable')).toBe(1)
    })

    it('is as good as any where each node picks from another sample', () => {
      const { shareIf } = withOneWay(60)
      expect(shareIf('suitable')).toBeCloseTo(1 / 50, 2)
      expect(shareIf('backing-off')).toBe(1)
    })
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
