import { MemoryNetwork, SeededRandom, VirtualClock } from 'clacks/testing'
import { Attackers, type Friends } from './attackers.ts'
import { HonestNetwork, type HonestNode } from './honest-network.ts'
import { machinesOf, type Scenario } from './scenarios.ts'

/** One run. */
export interface Run {
  readonly scenario: Scenario
  readonly honest: number
  /** The share of all machines that are the attackers', 0 to 1. */
  readonly share: number
  readonly minutes: number
  readonly seed: number
  /** Whether attackers are there from the first second, or join a network that has mixed. */
  readonly from: 'start' | 'mixed'
  readonly friends: Friends
}

/** What came of a run. */
export interface Outcome {
  readonly machines: number
  readonly addresses: number
  /** The attackers' share of all machines, 0 to 1. */
  readonly fair: number
  /** Their share of what honest nodes delivered in the last 15 minutes, 0 to 1. */
  readonly captured: number
  /** The honest nodes that the least informed honest node knows. */
  readonly leastKnown: number
  /**
   * The minutes until the slowest newcomer received half of what others receive; undefined if that
   * did not happen.
   */
  readonly newcomersIn: number | undefined
  /** What an honest node delivered a second in the last 15 minutes; 1 is its `sendrate`. */
  readonly pace: number
}

/** Minutes at the end that count. Newcomers join when they begin. */
const COUNTED = 15
/** Minutes until a network has mixed. */
const MIXING = 10
/** The share of newcomers. */
const NEWCOMERS = 0.02

/** Runs a network of real nodes under attack, on a virtual clock. */
export async function attack({
  scenario,
  honest,
  share,
  minutes,
  seed,
  from,
  friends,
}: Run): Promise<Outcome> {
  const clock = new VirtualClock()
  const random = new SeededRandom(seed)
  const memoryNetwork = new MemoryNetwork({ clock, random: random.fork('network'), latency: [10, 60] })
  const world = { clock, memoryNetwork, random }
  const network = new HonestNetwork(world, Attackers.isAttacker)
  const attackers = new Attackers(world, scenario, friends)
  const machines = machinesOf(scenario, honest, share)
  const newcomers: HonestNode[] = []
  const entered = new Map<HonestNode, number>()
  let before = { ...network.delivered }

  for (let index = 0; index < honest; index++) await network.add()
  for (let minute = from === 'start' ? 0 : -MIXING; minute < minutes; minute++) {
    if (minute === 0) await attackers.join(network, machines)
    if (minute === Math.max(0, minutes - COUNTED)) {
      before = { ...network.delivered }
      for (let count = Math.ceil(honest * NEWCOMERS); count > 0; count--) newcomers.push(await network.add())
    }
    const received = new Map(network.nodes.map((node) => [node, node.received]))
    for (let second = 0; second < 60; second++) {
      network.enqueue()
      attackers.act(network)
      await clock.advance('1s')
    }
    const rate = (node: HonestNode): number => node.received - (received.get(node) ?? 0)
    const usual = network.nodes.slice(0, honest).reduce((sum, node) => sum + rate(node), 0) / honest
    for (const node of newcomers)
      if (!entered.has(node) && rate(node) >= usual / 2)
        entered.set(node, minute + 1 - Math.max(0, minutes - COUNTED))
  }
  const captured = network.delivered.captured - before.captured
  const toHonest = network.delivered.toHonest - before.toHonest
  return {
    machines,
    addresses: attackers.size,
    fair: machines / (machines + network.nodes.length),
    captured: captured / Math.max(1, captured + toHonest),
    leastKnown: network.leastKnown(honest),
    newcomersIn: entered.size < newcomers.length ? undefined : Math.max(...entered.values()),
    pace: (captured + toHonest) / network.nodes.length / (60 * Math.min(minutes, COUNTED)),
  }
}
