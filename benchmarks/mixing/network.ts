import { Clacks } from 'clacks'
import { CAPABILITIES, MemoryNetwork, SeededRandom, VirtualClock } from 'clacks/testing'
import type { Scenario } from './scenarios.ts'

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }
const PORT = 8080
/** Seconds between two looks at the queues. */
const LOOK = 4
const EARLY = 64

/** What was seen in a run. */
export interface Mixing {
  /** Messages of others in the fullest queue, at any time. */
  readonly fullest: number
  /** Sends a node and second between the 32nd and the 64th second. */
  readonly earlyPace: number
  /** The same in the second half. */
  readonly pace: number
  /** Nodes that no other node knew after 64 seconds. */
  readonly unknown: number
  /** Standard deviation of the in-degree over the root of its mean, at the end. */
  readonly skew: number
}

/** Runs a network of real nodes on a virtual clock. */
export async function mix(scenario: Scenario, seed: number): Promise<Mixing> {
  const { nodes: count, messages, seconds, secondsBetweenJoins = 0 } = scenario
  const clock = new VirtualClock()
  const random = new SeededRandom(seed)
  const memoryNetwork = new MemoryNetwork({ clock, random: random.fork('network'), latency: [10, 60] })
  const lot = random.fork('contacts')
  const nodes: Clacks[] = []
  for (let index = 0; index < count; index++) {
    const hostname = `node-${index}.example`
    const node = new Clacks({
      hostname,
      port: PORT,
      log: SILENT,
      clock,
      random: random.fork(hostname),
      transport: memoryNetwork.transport({ hostname, capabilities: CAPABILITIES, key: hostname }),
      peers: scenario.contacts(index, count, lot).map((other) => `node-${other}.example:${PORT}`),
      ...(scenario.peers !== undefined && { limits: { peers: scenario.peers } }),
    })
    nodes.push(node)
  }
  for (const [index, node] of nodes.entries()) {
    await clock.complete(node.start())
    for (let number = 0; number < messages; number++) node.enqueue(index * messages + number + 1)
    if (secondsBetweenJoins > 0) await clock.advance(secondsBetweenJoins * 1_000)
  }
  const sent = (): number => nodes.reduce((sum, node) => sum + node.statistics().sent, 0)
  const marks = new Map<number, number>()
  let fullest = 0
  let unknown = Number.NaN
  for (let second = LOOK; second <= seconds; second += LOOK) {
    await clock.advance(LOOK * 1_000)
    for (const node of nodes) fullest = Math.max(fullest, node.statistics().queued)
    if (second === EARLY)
      unknown = inDegrees(nodes, ['new', 'alive', 'lost']).filter((degree) => degree === 0).length
    if ([EARLY / 2, EARLY, seconds / 2, seconds].includes(second)) marks.set(second, sent())
  }
  const paceOf = (from: number, to: number): number =>
    ((marks.get(to) ?? Number.NaN) - (marks.get(from) ?? Number.NaN)) / (to - from) / count
  const mixing = {
    fullest,
    earlyPace: paceOf(EARLY / 2, EARLY),
    pace: paceOf(seconds / 2, seconds),
    unknown,
    skew: skewOf(inDegrees(nodes, ['alive'])),
  }
  await clock.complete(Promise.all(nodes.map((node) => node.stop())))
  return mixing
}

/** In how many tables each node is. */
function inDegrees(nodes: readonly Clacks[], statuses: readonly ('new' | 'alive' | 'lost')[]): number[] {
  const degrees = new Map(nodes.map((node) => [node.address.hostname, 0]))
  for (const node of nodes) {
    const peers = node.getPeers()
    for (const status of statuses)
      for (const { hostname } of Object.values(peers[status]))
        degrees.set(hostname, (degrees.get(hostname) ?? 0) + 1)
  }
  return [...degrees.values()]
}

function skewOf(degrees: readonly number[]): number {
  const mean = degrees.reduce((sum, degree) => sum + degree, 0) / degrees.length
  const variance = degrees.reduce((sum, degree) => sum + (degree - mean) ** 2, 0) / degrees.length
  return Math.sqrt(variance / mean)
}
