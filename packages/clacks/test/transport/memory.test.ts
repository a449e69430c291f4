import { describe, expect, it } from 'vitest'
import { rangeOfIp } from '../../src/network-range.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import {
  MemoryNetwork,
  type MemoryNetworkOptions,
  type MemoryTransportOptions,
} from '../../src/transport/memory.js'
import type { Destination, InboundRequest, Reply, RequestHandler } from '../../src/transport/transport.js'

const accept: RequestHandler = () => ({ status: 200 })
/** A handler that counts its requests. */
function createCounter() {
  const counter = {
    count: 0,
    handler: (): Reply => {
      counter.count++
      return { status: 200 }
    },
  }
  return counter
}
const at = (hostname: string, port = 1): Destination => ({ hostname, port, secondHand: false })

function createWorld(options: Partial<MemoryNetworkOptions> = {}) {
  const clock = new VirtualClock()
  const network = new MemoryNetwork({ clock, random: new SeededRandom(1), ...options })
  const open = async (
    hostname: string,
    handler: RequestHandler = accept,
    more: MemoryTransportOptions = {},
  ) => {
    const transport = network.transport({ hostname, ...more })
    await transport.listen({ host: '::', port: 1 }, handler)
    return transport
  }
  return { clock, network, open }
}

describe('a memory network', () => {
  it('delays by its latency each way, on the virtual clock', async () => {
    const { clock, open } = createWorld({ latency: (hop) => (hop.carries === 'request' ? 100 : 30) })
    const a = await open('a')
    const seen: number[] = []
    await open('b', () => {
      seen.push(clock.monotonic())
      return { status: 200 }
    })
    await clock.complete(a.send(at('b'), { body: '{}' }))
    expect([...seen, clock.monotonic()]).toEqual([100, 130])
    expect(clock.pending).toBe(0)
  })

  it('carries bytes, capabilities and the transfer name', async () => {
    const { clock, open } = createWorld()
    const arrivals: InboundRequest[] = []
    const a = await open('a', accept, { capabilities: '1' })
    await open(
      'b',
      (arrival) => {
        arrivals.push(arrival)
        return { status: 503, retryAfter: 3, body: '{"friends":[]}' }
      },
      { capabilities: '2' },
    )
    const answer = await clock.complete(a.send(at('b'), { body: '{"message":"ä€😀"}', transfer: 't1' }))
    expect(answer).toMatchObject({ status: 503, caps: '2', retryAfter: 3, body: '{"friends":[]}' })
    const [arrival] = arrivals
    expect(arrival?.body.toString()).toBe('{"message":"ä€😀"}')
    expect(arrival).toMatchObject({ caps: '1', transfer: 't1', key: undefined })
  })

  it('gives each node a range of its own, or the address that was said, to both sides', async () => {
    const { clock, network, open } = createWorld()
    const seen: string[] = []
    const record: RequestHandler = ({ remoteAddress }) => {
      seen.push(remoteAddress)
      return { status: 200 }
    }
    const a = await open('a', record)
    const b = await open('b', record, { remoteAddress: '203.0.113.7' })
    expect((await clock.complete(a.send(at('b'), { body: '1' }))).remoteAddress).toBe('203.0.113.7')
    expect((await clock.complete(b.send(at('a'), { body: '1' }))).remoteAddress).toBe('10.0.0.1')
    expect(seen).toEqual(['10.0.0.1', '203.0.113.7'])
    const ranges = Array.from({ length: 70_000 }, () => network.transport().remoteAddress)
    expect(new Set(ranges).size).toBe(70_000)
  })

  it('hides the capabilities, the key and the answer body of a legacy peer', async () => {
    const { clock, open } = createWorld()
    const arrivals: InboundRequest[] = []
    const record: RequestHandler = (arrival) => {
      arrivals.push(arrival)
      return { status: 200, body: '{}' }
    }
    const a = await open('a', record, { capabilities: '1', key: 'a' })
    const old = await open('old', record, { capabilities: '1', key: 'old', legacy: true })
    expect(await clock.complete(a.send(at('old'), { body: '1' }))).toEqual({
      status: 200,
      caps: undefined,
      retryAfter: undefined,
      body: '',
      remoteAddress: old.remoteAddress,
    })
    await clock.complete(old.send(at('a'), { body: '2' }))
    expect(arrivals.map(({ caps, key }) => [caps, key])).toEqual([
      ['1', a.fingerprint],
      [undefined, undefined],
    ])
    expect(a.pinnedKey(at('old'))).toBe(old.fingerprint)
  })

  it('refuses a body over the limit without calling the handler', async () => {
    const { clock, open } = createWorld()
    const a = await open('a')
    const handled = createCounter()
    await open('b', handled.handler, { limits: { bodyBytes: 10 } })
    expect((await clock.complete(a.send(at('b'), { body: '12345678äx' }))).status).toBe(413)
    expect((await clock.complete(a.send(at('b'), { body: '12345678ä' }))).status).toBe(200)
    expect(handled.count).toBe(1)
  })

  it('fails at once if nobody listens, and after the time limit if nobody answers', async () => {
    const { clock, open } = createWorld({ latency: 10 })
    const a = await open('a', accept, { limits: { requestMs: 700 } })
    await open('b', () => new Promise<Reply>(() => {}))
    await expect(clock.complete(a.send(at('c'), { body: '' }))).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_UNREACHABLE',
    })
    expect(clock.monotonic()).toBe(20)
    await expect(clock.complete(a.send(at('b'), { body: '' }))).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_TIMEOUT',
    })
    expect(clock.monotonic()).toBe(720)
  })

  it('answers 500 if a handler fails', async () => {
    const { clock, open } = createWorld()
    const a = await open('a')
    await open('b', () => {
      throw new Error('broken')
    })
    expect((await clock.complete(a.send(at('b'), { body: '' }))).status).toBe(500)
  })

  it('pins the first key of an address and refuses another one later', async () => {
    const { clock, network, open } = createWorld()
    const handled = createCounter()
    const a = await open('a', accept, { key: 'a' })
    const careless = await open('c', accept, { trust: 'none' })
    const b = await open('b', handled.handler, { key: 'b' })
    await clock.complete(a.send(at('b'), { body: '' }))
    expect(a.pinnedKey(at('b'))).toBe(b.fingerprint)
    await b.close()
    await open('b', handled.handler, { key: 'other' })
    await expect(clock.complete(a.send(at('b'), { body: '' }))).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_KEY_CHANGED',
    })
    expect((await clock.complete(careless.send(at('b'), { body: '' }))).status).toBe(200)
    expect([handled.count, network.requests.size]).toEqual([2, 0])
  })

  it('does not dial second-hand addresses that the policy forbids', async () => {
    const { clock, open } = createWorld()
    const a = await open('a', accept, { allow: (hostname) => hostname !== 'b' })
    await open('b')
    await expect(a.send({ ...at('b'), secondHand: true }, { body: '' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_ADDRESS_BLOCKED',
    })
    expect((await clock.complete(a.send(at('b'), { body: '' }))).status).toBe(200)
  })

  it('assigns free ports, and each address to one node only', async () => {
    const { network } = createWorld()
    const ports = new Set<number>()
    for (let count = 0; count < 3; count++) {
      ports.add((await network.transport().listen({ host: '127.0.0.1', port: 0 }, accept)).port)
    }
    expect(ports.size).toBe(3)
    const [taken = 0] = ports
    const other = network.transport({ hostname: 'localhost' })
    await expect(other.listen({ host: '::', port: taken }, accept)).rejects.toMatchObject({
      code: 'ERR_CLACKS_PORT_IN_USE',
    })
  })
})

describe('a large memory network', () => {
  it('gives more than 65,536 transports an address of their own, in a range of its own', () => {
    const { network } = createWorld()
    const addresses = new Set<string>()
    const ranges = new Set<string>()
    for (let count = 0; count < 70_000; count++) {
      const { remoteAddress } = network.transport()
      addresses.add(remoteAddress)
      ranges.add(rangeOfIp(remoteAddress))
    }
    expect([addresses.size, ranges.size]).toEqual([70_000, 70_000])
  })

  it('says when a host has no free port', async () => {
    const { network } = createWorld()
    const listen = (hostname: string) =>
      network.transport({ hostname }).listen({ host: '::', port: 0 }, accept)
    for (let count = 0; count < 16_384; count++) await listen('a')
    await expect(listen('a')).rejects.toThrow('a has no free port.')
    expect((await listen('b')).port).toBeGreaterThanOrEqual(49_152)
  })
})

describe('a memory network with failures', () => {
  it('loses requests and answers independently; the sender times out', async () => {
    const { clock, network, open } = createWorld({ loss: { answers: 1 } })
    const handled = createCounter()
    const a = await open('a')
    await open('b', handled.handler)
    const timeout = { code: 'ERR_CLACKS_PEER_TIMEOUT' }
    await expect(clock.complete(a.send(at('b'), { body: 'one' }))).rejects.toMatchObject(timeout)
    network.conditions.loss = { requests: 1 }
    await expect(clock.complete(a.send(at('b'), { body: 'two' }))).rejects.toMatchObject(timeout)
    expect(handled.count).toBe(1)
    expect(network.lostAcceptances.map(({ body }) => body)).toEqual(['one'])
  })

  it('ends each request at its own time limit, with one timer for all that have the same', async () => {
    const { clock, open } = createWorld({ loss: 1 })
    const quick = await open('quick', accept, { limits: { requestMs: 300 } })
    const slow = await open('slow', accept, { limits: { requestMs: 1_000 } })
    await open('b')
    const ended: [string, number, number][] = []
    for (let begun = 0; begun < 200; begun += 100) {
      for (const [name, transport] of Object.entries({ slow, quick }))
        transport.send(at('b'), { body: '' }).catch(() => ended.push([name, begun, clock.monotonic()]))
      await clock.advance(100)
    }
    expect(clock.pending).toBe(2)
    await clock.advance('1m')
    expect(ended).toEqual([
      ['quick', 0, 300],
      ['quick', 100, 400],
      ['slow', 0, 1_000],
      ['slow', 100, 1_100],
    ])
    expect(clock.pending).toBe(0)
  })

  it('loses requests at the given rate', async () => {
    const { clock, open } = createWorld({ loss: 0.2 })
    const a = await open('a')
    await open('b')
    const results = await clock.complete(
      Promise.allSettled(Array.from({ length: 2_000 }, () => a.send(at('b'), { body: '' }))),
    )
    const arrived = results.filter(({ status }) => status === 'fulfilled').length
    expect(arrived / 2_000).toBeCloseTo(0.64, 1)
  })

  it('separates groups until it is healed, also in one direction only', async () => {
    const { clock, network, open } = createWorld()
    const a = await open('a')
    const b = await open('b')
    const c = await open('c')
    const reaches = async (from: typeof a, to: string): Promise<boolean> => {
      const [result] = await clock.complete(Promise.allSettled([from.send(at(to), { body: '' })]))
      return result.status === 'fulfilled'
    }
    network.conditions.partition([['a:1', 'b:1']])
    expect([await reaches(a, 'b'), await reaches(a, 'c'), await reaches(c, 'a')]).toEqual([
      true,
      false,
      false,
    ])
    network.conditions.heal()
    expect([await reaches(a, 'c'), await reaches(c, 'b')]).toEqual([true, true])
    network.conditions.loss = ({ from, to, carries }) =>
      carries === 'request' && from === 'a:1' && to === 'b:1' ? 1 : 0
    expect([await reaches(a, 'b'), await reaches(b, 'a')]).toEqual([false, true])
  })

  it('reports where the message of each request is', async () => {
    const { clock, network, open } = createWorld({ latency: 10 })
    const a = await open('a')
    await open('b')
    const sending = a.send(at('b'), { body: 'x' })
    await clock.advance(5)
    expect([...network.requests]).toMatchObject([
      { from: 'a:1', to: 'b:1', body: 'x', phase: 'going', status: undefined },
    ])
    await clock.advance(10)
    expect([...network.requests]).toMatchObject([{ phase: 'answering', status: 200, lost: false }])
    await clock.complete(sending)
    expect(network.requests.size).toBe(0)
  })

  it('interrupts unanswered requests when the listener closes', async () => {
    const { clock, network, open } = createWorld()
    const a = await open('a')
    let answer = (_: Reply): void => {}
    const b = await open('b', () => new Promise<Reply>((resolve) => (answer = resolve)))
    const sending = a.send(at('b'), { body: 'x' })
    await clock.advance(50)
    await b.close()
    await expect(sending).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_UNREACHABLE' })
    answer({ status: 200 })
    await clock.advance(50)
    expect(network.lostAcceptances).toMatchObject([{ from: 'a:1', to: 'b:1', body: 'x' }])
    expect([network.requests.size, clock.pending]).toEqual([0, 0])
  })

  it('rejects requests in flight when their sender closes, but not when it is killed', async () => {
    const { clock, network, open } = createWorld({ latency: 10 })
    await open('b')
    const a = await open('a')
    const sending = a.send(at('b'), { body: 'x' })
    const rejected = expect(sending).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_UNREACHABLE' })
    await clock.advance(15)
    await a.close()
    await a.close()
    await rejected
    expect(network.lostAcceptances).toHaveLength(1)
    await expect(a.send(at('b'), { body: 'x' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_UNREACHABLE',
    })
    await expect(a.listen({ host: '::', port: 2 }, accept)).rejects.toMatchObject({
      code: 'ERR_CLACKS_LISTEN',
    })

    const c = await open('c')
    let told = false
    void c.send(at('b'), { body: 'x' }).finally(() => {
      told = true
    })
    c.kill()
    await clock.advance('1m')
    expect([told, network.requests.size, clock.pending]).toEqual([false, 0, 0])
  })
})
