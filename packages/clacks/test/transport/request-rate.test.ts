import { expect, it } from 'vitest'
import { NetworkRanges } from '../../src/network-range.js'
import { RequestRate } from '../../src/transport/request-rate.js'

it('is one account for all addresses of a network range, with more for a trusted one', async () => {
  const ranges = new NetworkRanges(['10.0.0.0/8'])
  const rate = new RequestRate(100)
  const admitted = async (addresses: readonly string[]) => {
    const answers = await Promise.all(addresses.map((ip) => rate.admits(rate.accountOf(ranges.of(ip)))))
    return answers.filter(Boolean).length
  }
  const range = (network: string) => Array.from({ length: 256 }, (_, host) => `${network}.${host}`)
  expect(await admitted(range('192.0.2'))).toBe(100)
  expect(await admitted(['198.51.100.1'])).toBe(1)
  expect(await admitted(range('10.1.2'))).toBe(256)
})
