import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'

/** The cost of idle listening nodes in one process: a slope, from 100 to 1,000 of them. */
interface Cost {
  /** Kilobytes of resident memory a node. */
  readonly resident: number
  /** Kilobytes of JavaScript heap a node. */
  readonly heap: number
  /** CPU of all 1,000 nodes in one idle second. */
  readonly idleMicroseconds: number
}

/** The cost of nodes of a simulated network, in JavaScript heap. */
interface SimulatedCost {
  readonly nodeKilobytes: number
  /** What a node takes for one peer that it knows and has reached. */
  readonly peerBytes: number
}

const MAX_RESIDENT = 16
const MAX_HEAP = 8
const MAX_IDLE = 1_000
const MAX_SIMULATED = 8
const MAX_PEER = 250

/** Memory and idle CPU of clacks and clacks-p2p nodes, in separate processes, in turns. */
export async function memory({ rounds }: Effort): Promise<Goal[]> {
  const clacks: Cost[] = []
  const legacy: Cost[] = []
  const simulated: SimulatedCost[] = []
  for (let round = 0; round < rounds; round++) {
    clacks.push(await measure('clacks-nodes.ts'))
    legacy.push(await measure('legacy-nodes.cjs'))
    simulated.push(await measure('simulated-nodes.ts'))
  }
  const ours = middle(clacks)
  const theirs = middle(legacy)
  const node = median(simulated.map(({ nodeKilobytes }) => nodeKilobytes))
  const peer = median(simulated.map(({ peerBytes }) => peerBytes))
  printTable(
    ['from 100 to 1,000 idle nodes', 'resident KB a node', 'heap KB a node', 'CPU µs a second, all'],
    [
      ['clacks', ours.resident.toFixed(1), ours.heap.toFixed(1), ours.idleMicroseconds.toFixed(0)],
      ['clacks-p2p', theirs.resident.toFixed(1), theirs.heap.toFixed(1), theirs.idleMicroseconds.toFixed(0)],
      ['clacks, simulated', '', node.toFixed(1), ''],
    ],
  )
  return [
    most('a node: resident KB', ours.resident, MAX_RESIDENT),
    most('a node: KB of heap', ours.heap, MAX_HEAP),
    most('a node: resident KB, beside clacks-p2p', ours.resident, theirs.resident),
    most('1,000 idle nodes: µs of CPU a second', ours.idleMicroseconds, MAX_IDLE),
    most('a simulated node: KB of heap', node, MAX_SIMULATED),
    most('a known peer: bytes of heap', peer, MAX_PEER),
  ]
}

function middle(costs: readonly Cost[]): Cost {
  const of = (name: keyof Cost): number => median(costs.map((cost) => cost[name]))
  return { resident: of('resident'), heap: of('heap'), idleMicroseconds: of('idleMicroseconds') }
}

function most(what: string, figure: number, goal: number): Goal {
  return { text: `${what}: ${figure.toFixed(1)}, goal at most ${goal.toFixed(1)}`, met: figure <= goal }
}

/** Runs a program that sends its figures. */
async function measure<Figures>(file: string): Promise<Figures> {
  const execArgv = ['--expose-gc', ...(file.endsWith('.ts') ? ['--import', 'tsx'] : [])]
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv })
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', (figures) => resolve(figures as Figures))
      child.once('exit', (code) => reject(new Error(`A benchmark process exited with ${code}.`)))
    })
  } finally {
    child.kill('SIGKILL')
  }
}
