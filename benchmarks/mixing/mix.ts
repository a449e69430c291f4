import { hostnameOf, MixingNetwork } from './network.ts'
import type { Scenario } from './scenarios.ts'

/** Virtual seconds between two looks at the queues. */
const LOOK = 4
/** When a partition begins. */
const PARTITION_AT = 256
/** Virtual seconds over which a pace is measured. */
const WINDOW = 32

/** What was seen in a run. */
export interface Mixing {
  /** Messages of others in the fullest queue, at any time. */
  readonly fullest: number
  /** Sends a node and second, in the window that ends at 64 seconds. */
  readonly pace64: number
  /** The same at 512 seconds, or at the end of a shorter run. */
  readonly pace512: number
  /** Nodes that no other node knew after 60 seconds. */
  readonly unknown: number
  /**
   * Standard deviation of the in-degree over the root of its mean: the worst of all powers of two
   * from 1,024 seconds on, and of the end.
   */
  readonly skew: number
  /** Share of the messages that crossed the partition in the last window. */
  readonly across: number
}

/** Runs a network of real nodes on a virtual clock. */
export async function mix(scenario: Scenario, count: number, seed: number): Promise<Mixing> {
  const { seconds, partition = 0 } = scenario
  const network = new MixingNetwork(scenario, count, seed)
  await network.start()
  const sent = new Map<number, number>([[0, network.sent]])
  const crossings = partition > 0 ? countCrossings(network, count) : undefined
  let unknown = Number.NaN
  let skew = 0
  let across = Number.NaN
  for (let second = LOOK; second <= seconds; second += LOOK) {
    if (partition > 0 && second === PARTITION_AT) network.transports.conditions.partition([half(count)])
    if (second === PARTITION_AT + partition) network.transports.conditions.heal()
    if (second === seconds - WINDOW) crossings?.reset()
    await network.advance(LOOK)
    sent.set(second, network.sent)
    if (second === 60)
      unknown = network.inDegrees(['new', 'alive', 'lost']).filter((seen) => seen === 0).length
    const isLast = second + LOOK > seconds
    if ((second & (second - 1)) === 0 || isLast) {
      const now = skewOf(network.inDegrees(['alive']))
      if (second >= 1_024 || isLast) skew = Math.max(skew, now)
      console.error(`  ${scenario.name} ${seed}: ${second} s, pace ${pace(second)}, skew ${now.toFixed(2)}`)
    }
  }
  function paceAt(second: number): number {
    const begin = Math.max(0, second - WINDOW)
    return ((sent.get(second) ?? Number.NaN) - (sent.get(begin) ?? 0)) / (second - begin) / count
  }
  function pace(second: number): string {
    const { rss } = process.memoryUsage()
    return `${paceAt(second).toFixed(2)}, fullest ${network.fullest}, ${Math.round(rss / 1e6)} MB`
  }
  if (crossings !== undefined) across = crossings.share()
  await network.stop()
  return {
    fullest: network.fullest,
    pace64: paceAt(64),
    pace512: paceAt(Math.min(512, seconds)),
    unknown,
    skew,
    across,
  }
}

function half(count: number): string[] {
  return Array.from({ length: Math.floor(count / 2) }, (_, index) => `${hostnameOf(index)}:8080`)
}

/** Counts the messages that are sent, and those that go to the other half. */
function countCrossings(network: MixingNetwork, count: number): { reset(): void; share(): number } {
  const first = new Set(Array.from({ length: Math.floor(count / 2) }, (_, index) => hostnameOf(index)))
  let all = 0
  let crossing = 0
  for (const node of network.nodes) {
    const isFirst = first.has(node.address.hostname)
    node.hooks.sent.tap('mixing', ({ peer }) => {
      all++
      if (first.has(peer.hostname) !== isFirst) crossing++
      return undefined
    })
  }
  return {
    reset: () => {
      all = 0
      crossing = 0
    },
    share: () => crossing / all,
  }
}

function skewOf(degrees: readonly number[]): number {
  const mean = degrees.reduce((sum, degree) => sum + degree, 0) / degrees.length
  const variance = degrees.reduce((sum, degree) => sum + (degree - mean) ** 2, 0) / degrees.length
  return Math.sqrt(variance / mean)
}
