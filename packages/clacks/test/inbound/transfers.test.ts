import { describe, expect, it } from 'vitest'
import { nameIn, namesIn, type RequestTransfers, Transfers } from '../../src/inbound/transfers.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const SENDER = { hostname: 'tower', port: 80 }

/** A transfer that a key, or a network address without a key, has named. */
function transfer(
  transfers: Transfers,
  name: string,
  { key, from = '192.0.2.7' }: { key?: string; from?: string } = {},
): [RequestTransfers, number] {
  const range = from.split('.').slice(0, 3).join('.')
  const names = nameIn(name)
  if (names === undefined) throw new Error(`${name} is not a name`)
  return [transfers.of(names, { key, remoteAddress: from }, SENDER, range), 0]
}

describe('transfers', () => {
  it('have names of 1 to 64 characters', () => {
    for (const name of [undefined, '', 'x'.repeat(65)]) expect(nameIn(name)).toBeUndefined()
    expect(nameIn('x.1')).toEqual({ prefix: 'x', numbers: [1] })
  })

  it('of a batch have the numbers that its name lists, or else their places', () => {
    expect(namesIn(undefined, 1)).toBeUndefined()
    expect(namesIn('x'.repeat(65), 1)).toBeUndefined()
    expect(namesIn('x:1z,0,zz', 3)).toEqual({ prefix: 'x', numbers: [71, 0, 1295] })
    for (const name of [
      'x',
      'x:',
      'x:1',
      'x:1,2,3',
      'x:1,',
      'x:01,2',
      'x:A,2',
      'x:1,2 ',
      'x:-1,2',
      'x:zzzzzzzzzzz,1',
    ])
      expect(namesIn(name, 2)).toEqual({ prefix: name, numbers: [0, 1] })
  })

  it('with names that are hardly different are different', () => {
    const names = [
      'x',
      'x.0',
      'x.00',
      'x.1',
      'x.01',
      'x.1.',
      'x.',
      'x.-1',
      'x.1 ',
      'X.1',
      'x.A',
      'x.a',
      'x.zzzzzzzzzzz',
    ]
    for (const name of names) {
      const transfers = new Transfers(new VirtualClock())
      transfers.accept(...transfer(transfers, name))
      expect(names.filter((other) => transfers.state(...transfer(transfers, other)) !== undefined)).toEqual([
        name,
      ])
    }
  })

  it.each([
    ['another key', { key: 'B' }],
    ['no key', {}],
  ])('of a key are not those of %s', (_, other) => {
    const transfers = new Transfers(new VirtualClock())
    const own = transfer(transfers, 'x', { key: 'A' })
    transfers.begin(...own)
    expect([transfers.state(...own), transfers.state(...transfer(transfers, 'x', other))]).toEqual([
      'in-flight',
      undefined,
    ])
    transfers.accept(...own)
    transfers.accept(...transfer(transfers, 'x', other))
    expect(transfers.state(...own)).toBe('accepted')
    transfers.abandon(...transfer(transfers, 'x', other))
    expect(transfers.state(...own)).toBe('accepted')
  })

  it('without a key belong to the network address', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.accept(...transfer(transfers, 'x', { from: '192.0.2.7' }))
    expect(transfers.state(...transfer(transfers, 'x', { from: '192.0.2.7' }))).toBe('accepted')
    expect(transfers.state(...transfer(transfers, 'x', { from: '192.0.2.8' }))).toBeUndefined()
  })

  it('are remembered for at least two and a half minutes, and at most five', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.accept(...transfer(transfers, 'x'))
    await clock.advance('151s')
    expect(transfers.state(...transfer(transfers, 'x'))).toBe('accepted')
    await clock.advance('150s')
    expect(transfers.state(...transfer(transfers, 'x'))).toBeUndefined()
  })

  it('stay in flight until they are settled', async () => {
    const clock = new VirtualClock()
    const transfers = new Transfers(clock)
    transfers.begin(...transfer(transfers, 'x'))
    await clock.advance('10m')
    expect(transfers.state(...transfer(transfers, 'x'))).toBe('in-flight')
  })

  it('are forgotten when they are abandoned', () => {
    const transfers = new Transfers(new VirtualClock())
    transfers.begin(...transfer(transfers, 'x'))
    transfers.abandon(...transfer(transfers, 'x'))
    expect(transfers.state(...transfer(transfers, 'x'))).toBeUndefined()
  })

  it('of one range are limited: the oldest are forgotten first', () => {
    const transfers = new Transfers(new VirtualClock())
    for (let count = 0; count <= 16_384; count++) transfers.accept(...transfer(transfers, `t${count}`))
    expect(transfers.state(...transfer(transfers, 't0'))).toBe('accepted')
    for (let count = 16_385; count <= 40_000; count++) transfers.accept(...transfer(transfers, `t${count}`))
    expect(transfers.state(...transfer(transfers, 't0'))).toBeUndefined()
    for (let count = 40_000 - 16_000; count <= 40_000; count++)
      expect(transfers.state(...transfer(transfers, `t${count}`))).toBe('accepted')
  })

  it('of one range do not displace those of another, even with a key for each name', () => {
    const transfers = new Transfers(new VirtualClock())
    const honest = transfer(transfers, 'honest', { key: 'H', from: '198.51.100.1' })
    transfers.accept(...honest)
    for (let count = 0; count < 200_000; count++)
      transfers.accept(...transfer(transfers, 't', { key: `${count}` }))
    expect(transfers.state(...honest)).toBe('accepted')
    const late = transfer(transfers, 'late', { key: 'L', from: '203.0.113.1' })
    transfers.accept(...late)
    expect(transfers.state(...late)).toBe('accepted')
  })

  it('of a hundred ranges leave room for one more', () => {
    const transfers = new Transfers(new VirtualClock())
    for (let range = 0; range < 100; range++)
      for (let count = 0; count < 3_000; count++)
        transfers.accept(...transfer(transfers, `t${count}`, { from: `10.0.${range}.1` }))
    for (let count = 0; count < 100; count++) transfers.accept(...transfer(transfers, `t${count}`))
    for (let count = 97; count < 100; count++)
      expect(transfers.state(...transfer(transfers, `t${count}`))).toBe('accepted')
  })
})
