import { describe, expect, it } from 'vitest'
import { Clacks, type Log } from '../../src/index.js'
import { MemoryNetwork, SeededRandom, VirtualClock } from '../../src/testing/index.js'
import type { RequestHandler } from '../../src/transport/transport.js'

/** A network in memory on virtual time. */

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }
const SENDRATE = 20
const MINUTE_MS = 60_000

class Simulation {
  readonly clock = new VirtualClock()
  readonly random = new SeededRandom(7)
  readonly network = new MemoryNetwork({ clock: this.clock, random: this.random.fork('network'), latency: 5 })
  readonly node = new Clacks({
    hostname: 'victim.example',
    port: 8080,
    sendrate: SENDRATE,
    idleAnnounce: 0,
    log: SILENT,
    clock: this.clock,
    random: this.random.fork('victim'),
    transport: this.network.transport({ hostname: 'victim.example', capabilities: '1' }),
  })

  /** Lets a handler answer at an address. */
  async place(
    hostname: string,
    capable: boolean,
    handler: RequestHandler,
    remoteAddress?: string,
  ): Promise<void> {
    const transport = this.network.transport({
      hostname,
      ...(capable && { capabilities: '1' }),
      ...(remoteAddress !== undefined && { remoteAddress }),
    })
    await transport.listen({ host: hostname, port: 80 }, handler)
  }
}

/**
 * Announces new addresses to a node for a minute. At each there is nothing, or a web server
 * that answers 200.
 */
async function flood(
  perSecond: number,
  behind: 'nobody' | 'web servers' | 'clacks nodes',
): Promise<{ known: number; captured: number }> {
  const simulation = new Simulation()
  const { clock, network, node } = simulation
  const counts = { known: 0, captured: 0 }
  const counting =
    (whose: keyof typeof counts): RequestHandler =>
    ({ body }) => {
      if (body.includes('"type":"message"')) counts[whose]++
      return { status: 200 }
    }
  await clock.complete(node.start())
  for (let index = 0; index < 4; index++) {
    const hostname = `friend-${index}.example-${index}`
    await simulation.place(hostname, true, counting('known'))
    expect(await clock.complete(node.announce(hostname, 80))).toBe(true)
  }
  for (let index = 0; index < 2 * SENDRATE * 60; index++) node.enqueue(`message ${index}`)
  const attacker = network.transport()
  const victim = { hostname: 'victim.example', port: 8080, secondHand: false }
  for (let elapsed = 0; elapsed < MINUTE_MS; elapsed += 1_000 / perSecond) {
    const hostname = `bait-${elapsed}.example-${elapsed}`
    if (behind !== 'nobody')
      await simulation.place(hostname, behind === 'clacks nodes', counting('captured'), '192.0.2.1')
    const body = JSON.stringify({ message: null, type: 'announce', sender: { hostname, port: 80 } })
    void attacker.send(victim, { body }).catch(() => {})
    await clock.advance(1_000 / perSecond)
  }
  await clock.complete(node.stop())
  return counts
}

describe.each([2, 8, 40])(
  'S4: %i new addresses a second for a node that sends 20 messages a second',
  (perSecond) => {
    it.each(['nobody', 'web servers'] as const)(
      'that are %s: the known peers get all messages, as fast as ever',
      async (behind) => {
        const { known, captured } = await flood(perSecond, behind)
        expect(captured).toBe(0)
        expect(known).toBeGreaterThan(0.95 * SENDRATE * 60)
      },
    )

    it('that are clacks nodes on one machine: together they receive no more than one known peer', async () => {
      const { known, captured } = await flood(perSecond, 'clacks nodes')
      expect(captured / (known + captured)).toBeLessThan(0.25)
      expect(known + captured).toBeGreaterThan(0.95 * SENDRATE * 60)
    })
  },
)

it('a peer that refuses the probe is not probed in a loop', async () => {
  const simulation = new Simulation()
  const { clock, node } = simulation
  await clock.complete(node.start())
  let requests = 0
  await simulation.place('wall.example', true, () => {
    requests++
    return { status: 403 }
  })
  node.addPeer('wall.example', 80)
  // Only a probe shows whether a peer can carry it.
  node.enqueue('café')
  await clock.advance('10s')
  expect(requests).toBeGreaterThan(0)
  expect(requests).toBeLessThan(20)
  expect(node.peek()).toEqual(['café'])
  await clock.complete(node.stop())
})
