import { Counters } from '../../src/counters.js'
import { ProbeBudget } from '../../src/outbound/probe-budget.js'
import { ProbeScheduler } from '../../src/outbound/probe-scheduler.js'
import { Prober } from '../../src/outbound/prober.js'
import { Swap } from '../../src/outbound/swap.js'
import type { PeerRecord } from '../../src/peers/record.js'
import { PeerTable } from '../../src/peers/table.js'
import { MessageQueue } from '../../src/queue/queue.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import type { Answer } from '../../src/transport/transport.js'

/** The components of a node that probe, and what they dial. */
export function makeProbing() {
  const clock = new VirtualClock()
  const random = new SeededRandom(1)
  const peers = new PeerTable({
    clock,
    random,
    settings: { weights: { alive: 1, lost: 1, dead: 1 } },
    bounds: { peers: 2_000, peerShare: 1, killtimeout: 3_600_000 },
    self: () => ({ hostname: 'self', port: 1 }),
    admit: () => true,
    discovered: () => {},
    updated: () => {},
  })
  const queue = new MessageQueue({ messages: 10, bytes: 1_000 })
  const dialled: { name: string; at: number }[] = []
  const answers: Record<string, () => Promise<Answer>> = {
    open: () => Promise.resolve({ status: 200, caps: '2', retryAfter: undefined, body: '' }),
  }
  const start = clock.monotonic()
  const probeBudget = new ProbeBudget()
  const prober = new Prober({
    clock,
    random,
    peers,
    queue,
    counters: new Counters(),
    probeBudget,
    swap: new Swap(clock, peers),
    transport: {
      send: ({ hostname: name }) => {
        dialled.push({ name, at: clock.monotonic() - start })
        return (answers[name.replace(/-.*/, '')] ?? closed)()
      },
    },
    selfJson: () => '{"hostname":"self","port":1}',
    named: () => {},
    keyRefused: () => {},
  })
  const scheduler = new ProbeScheduler({ clock, peers, prober, probeBudget })
  /** The peer at `KIND-NAME`, of a range of its own: the kind says what it answers. */
  const candidate = (name: string): PeerRecord => {
    const record = peers.add({ hostname: name, port: 80 }, `source of ${name}`)
    if (record === undefined) throw new Error(`${name} was not admitted`)
    return record
  }
  /** A peer that was reached once. */
  const lost = (name: string): PeerRecord => {
    const record = candidate(name)
    peers.noteAnswer(record)
    peers.noteReached(record, name)
    peers.noteFailure(record, 'gone', false)
    return record
  }
  return { clock, random, peers, queue, prober, probeBudget, scheduler, dialled, answers, candidate, lost }
}

function closed(): Promise<Answer> {
  return Promise.reject(new Error('nobody listens'))
}
