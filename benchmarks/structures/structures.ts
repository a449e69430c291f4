import { Clacks, definePlugin } from 'clacks'
import { systemClock } from '../../packages/clacks/src/clock.ts'
import { OPERATOR, PeerTable } from '../../packages/clacks/src/peers/table.ts'
import { MessageQueue } from '../../packages/clacks/src/queue/queue.ts'
import { QueuedMessage } from '../../packages/clacks/src/queue/queued-message.ts'
import { systemRandom } from '../../packages/clacks/src/random.ts'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'

const SIZES = [1_000, 10_000, 100_000, 1_000_000]
/** Enough for each round to include garbage collection. */
const OPERATIONS = 1_000_000
const TAP_CALLS = 100_000
const TAPS = 5

type Case = (size: number) => () => void

/** Each compared with a minimal structure: memory itself is slower the more of it is used. */
const CASES: readonly { readonly name: string; readonly ours: Case; readonly bare: Case }[] = [
  { name: 'queue: put, take, release', ours: queueCase, bare: bareQueueCase },
  { name: 'peers: pick', ours: pickCase, bare: barePickCase },
  { name: 'peers: change a status', ours: statusCase, bare: bareStatusCase },
]

/** Nanoseconds per operation of queue, peer table and taps. */
export async function structures({ rounds }: Effort): Promise<Goal[]> {
  const rows: string[][] = []
  const goals: Goal[] = []
  for (const { name, ours, bare } of CASES) {
    const figures = SIZES.map((size) => pairOf(ours(size), bare(size), rounds))
    const ratios = figures.map((pair) => pair.ours / pair.bare)
    rows.push([name, ...figures.map((pair) => pair.ours.toFixed(0))])
    rows.push(['  minimal structure', ...figures.map((pair) => pair.bare.toFixed(0))])
    rows.push(['  ratio', ...ratios.map((ratio) => ratio.toFixed(2))])
    const growth = Math.max(...ratios) / (ratios[0] ?? 1)
    goals.push({
      text: `${name}: compared with a minimal structure it grows ${growth.toFixed(2)} times from 1,000 to 1,000,000, goal 2`,
      met: growth <= 2,
    })
  }
  printTable(['ns an operation, by entries', ...SIZES.map((size) => size.toLocaleString('en'))], rows)
  console.log()
  return [...goals, ...(await tapGoals(rounds))]
}

async function tapGoals(rounds: number): Promise<Goal[]> {
  const none = await tapCost('none', rounds)
  const sync = (await tapCost('sync', rounds)) - none
  const promise = (await tapCost('promise', rounds)) - none
  const rows = [
    ['no taps', none.toFixed(0)],
    ['five supervised taps', sync.toFixed(0)],
    ['five supervised taps that return promises', promise.toFixed(0)],
  ]
  printTable(['taps of `received`', 'ns a message'], rows)
  return [
    { text: `no taps: ${none.toFixed(0)} ns, goal 50`, met: none <= 50 },
    { text: `five taps: ${sync.toFixed(0)} ns, goal 1,000`, met: sync <= 1_000 },
    { text: `five taps that return promises: ${promise.toFixed(0)} ns, goal 3,000`, met: promise <= 3_000 },
  ]
}

function queueCase(size: number): () => void {
  const queue = new MessageQueue({ messages: 2e6, bytes: 1e12 })
  const entry = (json: string) => new QueuedMessage(json, 8, 'run', 0, { since: 0 })
  for (let count = 0; count < size; count++) queue.put(entry('"x"'))
  return () => {
    queue.put(entry('"x"'))
    const taken = queue.take()
    if (taken !== undefined) queue.release(taken)
  }
}

/** A ring of messages in an array. */
function bareQueueCase(size: number): () => void {
  const ring = Array.from({ length: size }, () => ({ json: '"x"', bytes: 8 }))
  let at = 0
  return () => {
    if (ring[at]?.bytes !== 8) fail()
    ring[at] = { json: '"x"', bytes: 8 }
    at = at + 1 === size ? 0 : at + 1
  }
}

function filledTable(size: number) {
  const table = new PeerTable({
    clock: systemClock,
    random: systemRandom,
    settings: { weights: { alive: 0.95, lost: 0.04999, dead: 0.00001 } },
    bounds: { peers: 2e6, peerShare: 1, killtimeout: 3_600_000 },
    self: () => ({ hostname: 'self', port: 1 }),
    admit: () => true,
    discovered: () => {},
    updated: () => {},
  })
  const records = Array.from({ length: size }, (_, index) => {
    const record = table.add({ hostname: `peer-${index}`, port: 80 }, OPERATOR)
    if (record === undefined) throw new Error('a peer was not admitted')
    table.note(record, 'exchanged')
    return record
  })
  return { table, records }
}

function pickCase(size: number): () => void {
  const { table } = filledTable(size)
  return () => {
    table.pick(() => 'suitable')
  }
}

/** Picks one record of an array at random. */
function barePickCase(size: number): () => void {
  const records = Array.from({ length: size }, (_, port) => ({ port, suits: true }))
  return () => {
    const record = records[Math.floor(Math.random() * size)]
    if (record?.suits !== true) fail()
  }
}

function statusCase(size: number): () => void {
  const { table, records } = filledTable(size)
  let at = 0
  return () => {
    // With a stride, the records of a large table are not in the cache by accident.
    at = (at + 7_919) % records.length
    const record = records[at]
    if (record !== undefined) table.note(record, record.status === 'alive' ? 'failed' : 'exchanged')
  }
}

/** An item that knows its index in one of two arrays, and moves between them. */
class Placed {
  list = 0
  place: number
  constructor(place: number) {
    this.place = place
  }

  change(lists: readonly [Placed[], Placed[]]): void {
    const from = this.list === 0 ? lists[0] : lists[1]
    const to = this.list === 0 ? lists[1] : lists[0]
    const last = from.pop()
    if (last !== undefined && last !== this) {
      from[this.place] = last
      last.place = this.place
    }
    this.list = 1 - this.list
    this.place = to.length
    to.push(this)
  }
}

/** A record changes its list, and so does its origin. */
function bareStatusCase(size: number): () => void {
  const records = Array.from({ length: size }, (_, place) => ({
    record: new Placed(place),
    origin: new Placed(place),
  }))
  const lists: [Placed[], Placed[]] = [records.map(({ record }) => record), []]
  const origins: [Placed[], Placed[]] = [records.map(({ origin }) => origin), []]
  let at = 0
  return () => {
    at = (at + 7_919) % size
    const { record, origin } = records[at] ?? fail()
    record.change(lists)
    origin.change(origins)
  }
}

function fail(): never {
  throw new Error('a record is missing')
}

/** Measures both in turns. */
function pairOf(ours: () => void, bare: () => void, rounds: number): { ours: number; bare: number } {
  const figures = Array.from({ length: rounds + 1 }, () => ({
    ours: nanoseconds(ours),
    bare: nanoseconds(bare),
  })).slice(1)
  return { ours: median(figures.map(({ ours }) => ours)), bare: median(figures.map(({ bare }) => bare)) }
}

function nanoseconds(operation: () => void): number {
  const before = process.hrtime.bigint()
  for (let count = 0; count < OPERATIONS; count++) operation()
  return Number(process.hrtime.bigint() - before) / OPERATIONS
}

/** The cost of the hook as the receiver calls it. */
async function tapCost(kind: 'none' | 'sync' | 'promise', rounds: number): Promise<number> {
  let seen = 0
  const watch = definePlugin({
    name: 'watch',
    setup(ctx) {
      if (kind === 'sync') ctx.hooks.received.tap(() => void seen++)
      else ctx.hooks.received.tap(async () => void seen++)
    },
  })
  const node = new Clacks({ port: 0 })
  for (let count = 0; count < TAPS && kind !== 'none'; count++)
    await node.use(watch({}, { id: `watch-${count}` }))
  const { received } = node.hooks
  const sender = { identifier: '', hostname: 'peer', port: 1, status: 'alive' as const, time: 0 }
  const reception = {
    message: 'GNU',
    json: '"GNU"',
    sender,
    verified: false,
    friend: undefined,
    remoteAddress: '127.0.0.1',
    legacy: false,
  }
  const figures: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = process.hrtime.bigint()
    for (let count = 0; count < TAP_CALLS; count++) {
      if (received.isUsed()) await received.promise(reception)
    }
    figures.push(Number(process.hrtime.bigint() - before) / TAP_CALLS)
  }
  if (kind !== 'none' && seen === 0) throw new Error('no tap was called')
  await node.stop()
  return median(figures.slice(1))
}
