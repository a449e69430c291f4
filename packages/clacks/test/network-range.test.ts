import { describe, expect, it } from 'vitest'
import { NetworkRanges, RangeShares, rangeOfIp } from '../src/network-range.js'

describe('the range of an IP address', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2::3', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    // The owner of one IPv4 network has as many of these as it has addresses.
    ['64:ff9b::c000:24d', '192.0.2.0/24'],
    ['2002:c000:24d:1::1', '192.0.2.0/24'],
    // On one machine, each address is a network.
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['127.0.0.2', '127.0.0.2'],
    ['::1', '::1'],
    ['', ''],
  ])('%s is in %s', (ip, range) => {
    expect(rangeOfIp(ip)).toBe(range)
  })

  it('may be named by the operator', () => {
    const ranges = new NetworkRanges(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'])
    const trusted = ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1', '2001:db8:7::1']
    const others = ['11.1.2.3', '192.0.2.2', '2001:db9::1', '', 'x']
    expect(trusted.map((ip) => ranges.of(ip).weight)).toEqual([16, 16, 16, 16])
    expect(others.map((ip) => ranges.of(ip).weight)).toEqual([1, 1, 1, 1, 1])
    expect([...trusted, ...others].filter((ip) => ranges.isTrusted(ip))).toEqual(trusted)
  })
})

describe('what is shared by range', () => {
  const ranges = new NetworkRanges(['10.0.0.0/8'])
  const [a, b, trusted] = [ranges.of('192.0.2.1'), ranges.of('198.51.100.1'), ranges.of('10.0.0.1')]

  function fill(shares: RangeShares, range: typeof a): number {
    while (shares.hasRoom(range)) shares.add(range)
    return shares.held(range)
  }

  it('leaves something to everybody who comes later', () => {
    const shares = new RangeShares(() => 1_000)
    expect(fill(shares, a)).toBe(500)
    expect(fill(shares, ranges.of('192.0.2.200'))).toBe(500)
    expect(fill(shares, b)).toBe(250)
    for (let range = 0; range < 6; range++) fill(shares, ranges.of(`203.0.${range}.1`))
    expect(shares.free).toBeGreaterThan(0)
    expect(shares.hasRoom(ranges.of('203.0.99.1'))).toBe(true)
  })

  it('gives a larger share to a trusted range, and never more than there is', () => {
    const shares = new RangeShares(() => 1_000)
    expect(fill(shares, trusted)).toBe(942)
    expect(shares.hasRoom(trusted, 60)).toBe(false)
    expect(shares.hasRoom(a, 58)).toBe(true)
  })

  it('compares what ranges hold for their weight', () => {
    const shares = new RangeShares(() => 1_000)
    shares.add(trusted, 160)
    shares.add(a, 11)
    expect([trusted, a, b].map(({ name }) => shares.load(name))).toEqual([10, 11, 0])
    shares.remove(a, 99)
    expect([shares.total, shares.load(a.name)]).toEqual([160, 0])
  })
})
