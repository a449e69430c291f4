import { describe, expect, it } from 'vitest'
import { NetworkRanges, rangeOfIp } from '../src/network-range.js'

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

  it('is a range of its own if the operator named less than a network range', () => {
    const ranges = new NetworkRanges(['10.0.0.0/8', '10.1.2.3', '192.0.2.64/26', '2001:db8::1'])
    expect(['10.1.2.3', '10.1.2.4', '192.0.2.66', '2001:db8::1'].map((ip) => ranges.of(ip))).toEqual([
      { name: '10.1.2.3/32', weight: 16 },
      { name: '10.1.2.0/24', weight: 16 },
      { name: '192.0.2.64/26', weight: 16 },
      { name: '2001:db8::1/128', weight: 16 },
    ])
    expect(ranges.of('192.0.2.1')).toEqual({ name: '192.0.2.0/24', weight: 1 })
    expect(ranges.of('2001:db8::2')).toEqual({ name: '2001:db8::/48', weight: 1 })
  })
})
