import { describe, expect, it } from 'vitest'
import { NetworkRanges } from '../../src/network-range.js'
import { type Claim, RangeLimit } from '../../src/transport/range-limit.js'

const ranges = new NetworkRanges(['10.0.0.0/8'])

/** Claims on a limit, of which each names its address. */
function limitOf(max: number) {
  const limit = new RangeLimit(max)
  const displaced: Claim[] = []
  const claimOf = (ip: string): Claim => {
    const claim: Claim = { range: ranges.of(ip), displaced: () => displaced.push(claim) }
    return claim
  }
  const enter = (ip: string, priority: 'first' | 'last' = 'first'): Claim | undefined => {
    const claim = claimOf(ip)
    if (!limit.take(claim)) return undefined
    limit.expose(claim, priority)
    return claim
  }
  return { limit, displaced, claimOf, enter }
}

describe('a limit that ranges share', () => {
  it('can be used by one range alone', () => {
    const { enter, displaced } = limitOf(100)
    const claims = Array.from({ length: 100 }, (_, count) => enter(`192.0.2.${count}`))
    expect(claims).not.toContain(undefined)
    expect(displaced).toEqual([])
  })

  it.each([1, 2, 4, 16])('admits honest newcomers while %d ranges take all they can get', (attackers) => {
    const { enter, displaced } = limitOf(200)
    const attack = () => {
      for (let count = 0; count < 300; count++) enter(`203.0.${count % attackers}.${count % 256}`)
    }
    attack()
    const honest = Array.from({ length: 20 }, (_, count) => {
      const claim = enter(`198.51.${count}.1`)
      attack()
      return claim
    })
    expect(honest).not.toContain(undefined)
    expect(honest.filter((claim) => claim && displaced.includes(claim))).toEqual([])
  })

  it('is the range that holds most which gives way, its oldest claim first', () => {
    const { enter, displaced } = limitOf(5)
    const [, first] = [enter('192.0.2.1'), enter('198.51.100.1'), enter('198.51.100.2')]
    enter('198.51.100.3')
    enter('192.0.2.2')
    enter('203.0.113.1')
    expect(displaced).toEqual([first])
  })

  it('spares claims that are used as long as the range has others, and secured ones always', () => {
    const { limit, enter, displaced } = limitOf(3)
    const used = enter('192.0.2.1', 'last')
    const unused = enter('192.0.2.2')
    const busy = enter('192.0.2.3')
    if (busy !== undefined) limit.secure(busy)
    enter('198.51.100.1')
    enter('203.0.113.1')
    expect(displaced).toEqual([unused, used])
    expect([enter('192.0.2.4'), enter('192.0.3.4')]).toEqual([undefined, expect.anything()])
    expect(displaced).not.toContain(busy)
  })

  it('gives claims that were used a second chance, each once', () => {
    const { limit, claimOf, displaced } = limitOf(3)
    const uses = new Set<Claim>()
    const [first, second, third] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((ip) => {
      const known = claimOf(ip)
      const claim: Claim = {
        ...known,
        wasUsed: () => uses.delete(claim),
        displaced: () => displaced.push(claim),
      }
      limit.take(claim)
      limit.expose(claim, 'last')
      uses.add(claim)
      return claim
    })
    if (second !== undefined) uses.delete(second)
    limit.take(claimOf('198.51.100.1'))
    limit.take(claimOf('203.0.113.1'))
    expect(displaced).toEqual([second, first])
    expect(displaced).not.toContain(third)
  })

  it('makes nobody give way while all of the range are used', () => {
    const { limit, claimOf, displaced } = limitOf(2)
    for (const ip of ['192.0.2.1', '192.0.2.2']) {
      const claim: Claim = { ...claimOf(ip), wasUsed: () => true }
      limit.take(claim)
      limit.expose(claim, 'last')
    }
    expect(limit.take(claimOf('198.51.100.1'))).toBe(false)
    expect(displaced).toEqual([])
  })

  it('keeps 50 nodes behind one NAT whose other addresses attack', () => {
    const { limit, enter, displaced } = limitOf(200)
    const attack = () => {
      for (let count = 0; count < 1_000; count++) enter(`192.0.2.${count % 256}`)
    }
    attack()
    const nodes: Claim[] = []
    for (let node = 0; node < 50; node++) {
      const claim = enter('192.0.2.7')
      expect(claim).toBeDefined()
      if (claim === undefined) break
      nodes.push(claim)
      // Its first request is answered.
      limit.secure(claim)
      limit.expose(claim, 'last')
      attack()
    }
    expect(nodes.filter((claim) => displaced.includes(claim))).toEqual([])
  })

  it('lets a trusted range hold more', () => {
    const { enter, displaced } = limitOf(34)
    for (let count = 0; count < 100; count++) {
      enter('10.1.1.1')
      enter('192.0.2.1')
    }
    expect(displaced.length).toBe(200 - 34)
    const gone = displaced.filter(({ range }) => range.weight === 1).length
    expect(100 - gone).toBe(2)
  })

  it('makes a claim that grows too much give way itself', () => {
    const { limit, claimOf, displaced } = limitOf(100)
    const [slow, other] = [claimOf('192.0.2.1'), claimOf('198.51.100.1')]
    for (const claim of [slow, other]) {
      expect(limit.take(claim, 40)).toBe(true)
      limit.expose(claim, 'first')
    }
    expect(limit.take(slow, 30)).toBe(false)
    expect(displaced).toEqual([])
    expect(limit.take(other, 60)).toBe(true)
  })
})
