import { createNetwork, type Topology } from 'clacks/testing'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'

/** Virtual seconds before the first window: code is compiled, peers have been reached. */
const WARM_UP = '1m'
/** Virtual seconds of a window. */
const WINDOW = 2
const WINDOWS = 20
/** Nodes of a network in which all know all. */
const MAX_FULL = 300
/** Microseconds of CPU of a hop, on a machine whose round trip takes this long. */
const MAX_HOP = 40
const PAYLOAD = JSON.stringify({
  message: 'x'.repeat(180),
  type: 'message',
  sender: { hostname: 'node-1', port: 8080 },
  friend: { hostname: 'node-2', port: 8080 },
})

interface Scenario {
  readonly name: string
  readonly nodes: number
  readonly topology: Topology
  readonly history: boolean
}

/** What a hop costs in one run, in microseconds of CPU. */
interface Run {
  readonly hop: number
  /** A fixed loop: JSON of a payload, parsed and written. */
  readonly roundTrip: number
  /** Virtual seconds in a second of CPU. */
  readonly speed: number
}

/** CPU of a hop in simulated networks with one message a node, beside a fixed loop. */
export async function simulation({ rounds, nodes }: Effort): Promise<Goal[]> {
  const full = Math.min(nodes, MAX_FULL)
  const scenarios: readonly Scenario[] = [
    { name: 'all know all', nodes: full, topology: 'full', history: true },
    { name: 'all know all, no history', nodes: full, topology: 'full', history: false },
    { name: 'they get to know each other', nodes, topology: 'ring', history: true },
  ]
  const runs = scenarios.map((): Run[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, scenario] of scenarios.entries()) runs[index]?.push(await run(scenario))
  const hops = runs.map((of) => median(of.map(({ hop }) => hop)))
  printTable(
    ['simulated, one message a node', 'nodes', 'CPU µs a hop', 'JSON round trips', 'virtual s in a CPU s'],
    scenarios.map(({ name, nodes: count }, index) => [
      name,
      String(count),
      (hops[index] ?? Number.NaN).toFixed(0),
      median((runs[index] ?? []).map(({ hop, roundTrip }) => hop / roundTrip)).toFixed(0),
      median((runs[index] ?? []).map(({ speed }) => speed)).toFixed(1),
    ]),
  )
  const [hop = Number.NaN] = hops
  return [{ text: `a simulated hop: ${hop.toFixed(0)} µs, goal at most ${MAX_HOP}`, met: hop <= MAX_HOP }]
}

/** The 10th percentile of the windows: what else runs on the machine only makes them longer. */
async function run({ nodes, topology, history }: Scenario): Promise<Run> {
  await using network = await createNetwork({ nodes, topology, history, seed: 42 })
  for (const [index, node] of network.nodes.entries()) node.enqueue(`message ${index}`)
  await network.advance(WARM_UP)
  const windows: { readonly hop: number; readonly speed: number }[] = []
  for (let window = 0; window < WINDOWS; window++) {
    const before = network.counts.sent
    const cpu = await cpuOf(() => network.advance(WINDOW * 1_000))
    windows.push({ hop: cpu / (network.counts.sent - before), speed: (WINDOW * 1e6) / cpu })
  }
  windows.sort((one, other) => one.hop - other.hop)
  const { hop, speed } = windows[Math.floor(WINDOWS / 10)] ?? { hop: Number.NaN, speed: Number.NaN }
  return { hop, speed, roundTrip: await roundTrip() }
}

async function roundTrip(): Promise<number> {
  const times = 20_000
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 10; turn++) {
    let length = 0
    const cpu = await cpuOf(() => {
      for (let time = 0; time < times; time++) length += JSON.stringify(JSON.parse(PAYLOAD)).length
    })
    if (length === times * PAYLOAD.length) least = Math.min(least, cpu / times)
  }
  return least
}

/** Microseconds. */
async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
