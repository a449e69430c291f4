import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NetworkRanges } from '../../src/network-range.js'
import { RequestRate } from '../../src/transport/request-rate.js'

// All requests are of one second, however slow the machine is.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('is one account for all addresses of a network range, with more for a trusted one', async () => {
  const ranges = new NetworkRanges(['10.0.0.0/8'])
  // Tokens are taken ten at a time: those that one address leaves are for the others of its range.
  const rate = new RequestRate(1_000)
  const admitted = async (addresses: readonly string[]) => {
    const answers = await Promise.all(addresses.map((ip) => rate.admits(rate.accountOf(ranges.of(ip)))))
    return answers.filter(Boolean).length
  }
  const range = (network: string) => Array.from({ length: 2_560 }, (_, n) => `${network}.${n % 256}`)
  expect(await admitted(range('192.0.2'))).toBe(1_000)
  expect(await admitted(['198.51.100.1'])).toBe(1)
  expect(await admitted(range('10.1.2'))).toBe(2_560)
  vi.advanceTimersByTime(1_000)
  expect(await admitted(range('192.0.2'))).toBe(1_000)
})
