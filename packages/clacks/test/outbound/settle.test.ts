import { expect, it } from 'vitest'
import { settlePeer } from '../../src/outbound/settle.js'
import { OPERATOR, PeerTable } from '../../src/peers/table.js'
import { MessageQueue } from '../../src/queue/queue.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

function makeParts() {
  const clock = new VirtualClock()
  const random = new SeededRandom(1)
  const peers = new PeerTable({
    clock,
    random,
    settings: { weights: { alive: 1, lost: 1, dead: 1 } },
    bounds: { peers: 10, peerShare: 1, killtimeout: 1_000 },
    self: () => ({ hostname: 'self', port: 1 }),
    admit: () => true,
    discovered: () => {},
    updated: () => {},
  })
  const record = peers.add({ hostname: 'tower', port: 80 }, OPERATOR)
  if (record === undefined) throw new Error('The empty table refused a peer.')
  const queue = new MessageQueue({ messages: 10, bytes: 1_000 })
  return { record, parts: { clock, random, peers, queue, keyRefused: () => {} } }
}

it('requests that fail with the same connection count as one failure', () => {
  const { record, parts } = makeParts()
  for (let request = 0; request < 64; request++) settlePeer(record, 'failed', undefined, parts)
  expect(record).toMatchObject({ status: 'lost', failures: 1 })
  expect(record.backoffUntil - parts.clock.monotonic()).toBeLessThanOrEqual(250)
})

it('a peer that fails again after its back-off backs off longer', async () => {
  const { record, parts } = makeParts()
  const rests: number[] = []
  for (let attempt = 0; attempt < 12; attempt++) {
    settlePeer(record, 'failed', undefined, parts)
    const rest = record.backoffUntil - parts.clock.monotonic()
    rests.push(rest)
    await parts.clock.advance(rest)
  }
  expect(rests.at(0)).toBeLessThanOrEqual(250)
  expect(rests.at(4)).toBeGreaterThanOrEqual(2_000)
  expect(Math.max(...rests)).toBeLessThanOrEqual(30_000)
})

it('an answer resets the failures of a peer', () => {
  const { record, parts } = makeParts()
  settlePeer(record, 'failed', undefined, parts)
  settlePeer(record, 'reached', undefined, parts)
  expect(record).toMatchObject({ status: 'alive', failures: 0, backoffUntil: 0 })
})

it('a candidate that was never reached leaves after eight failures', async () => {
  const { parts } = makeParts()
  const { peers, clock } = parts
  const candidate = peers.add({ hostname: 'named', port: 80 }, 'source')
  if (candidate === undefined) throw new Error('The empty table refused a candidate.')
  const start = clock.monotonic()
  for (let failure = 0; failure < 20 && peers.find(candidate) !== undefined; failure++) {
    settlePeer(candidate, 'failed', undefined, parts)
    await clock.advance(candidate.backoffUntil - clock.monotonic())
  }
  expect(candidate.failures).toBe(8)
  expect(clock.monotonic() - start).toBeGreaterThan(15_000)
})

it.each(['tower', 'reached'])('any other peer stays, however often it fails: %s', async (hostname) => {
  const { parts } = makeParts()
  const { peers, clock } = parts
  const record = peers.add({ hostname, port: 80 }, 'source')
  if (record === undefined) throw new Error('The empty table refused a peer.')
  if (hostname === 'reached') peers.noteReached(record, '192.0.2.1')
  for (let failure = 0; failure < 20; failure++) {
    settlePeer(record, 'failed', undefined, parts)
    await clock.advance(record.backoffUntil - clock.monotonic())
  }
  expect(peers.find(record)).toBe(record)
})

const answered = (status: number) => ({ status, caps: '1', retryAfter: undefined, body: '' })

it('a peer that keeps refusing messages backs off longer and longer, until it takes one', async () => {
  const { record, parts } = makeParts()
  const rests: number[] = []
  for (let refusal = 0; refusal < 14; refusal++) {
    settlePeer(record, 'reached', answered(refusal % 2 === 0 ? 403 : 400), parts)
    rests.push(record.backoffUntil - parts.clock.monotonic())
    await parts.clock.advance(rests.at(-1) ?? 0)
  }
  expect(rests.slice(0, 3)).toEqual([0, 0, 0])
  expect(rests.at(3)).toBeGreaterThan(0)
  expect(rests.at(-1)).toBeGreaterThanOrEqual(15_000)
  expect(Math.max(...rests)).toBeLessThanOrEqual(30_000)
  expect(record.status).toBe('alive')
  settlePeer(record, 'reached', answered(200), parts)
  expect(record).toMatchObject({ refusals: 0, backoffUntil: 0 })
})

it('refusals that come together count once', () => {
  const { record, parts } = makeParts()
  for (let request = 0; request < 64; request++) settlePeer(record, 'reached', answered(422), parts)
  expect(record.backoffUntil - parts.clock.monotonic()).toBeLessThanOrEqual(250)
})
