import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import type { RelayFigures, RelaySettings } from './nodes.ts'

type Network = Pick<RelaySettings, 'shape' | 'nodes' | 'messages'>

const NETWORKS: readonly Network[] = [
  { shape: 'chain', nodes: 5, messages: 2_000 },
  { shape: 'mesh', nodes: 10, messages: 2_000 },
  { shape: 'mesh', nodes: 10, messages: 20_000 },
]
const BATCHES = [1, 128]
/** The share of the CPU of single messages that batches may take. */
const GOAL = 0.5

/** What a hop costs in a chain of five nodes and in a mesh of ten, with and without batches. */
export async function relay({ rounds, seconds }: Effort): Promise<Goal[]> {
  const rows: string[][] = []
  const goals: Goal[] = []
  for (const network of NETWORKS) {
    const figures = new Map(BATCHES.map((batchMessages) => [batchMessages, [] as RelayFigures[]]))
    for (let round = 0; round < rounds; round++)
      for (const [batchMessages, all] of figures)
        all.push(await measure({ ...network, batchMessages, seconds }))
    const cost = (batchMessages: number): number =>
      median((figures.get(batchMessages) ?? []).map(({ microseconds }) => microseconds))
    const name = `${network.shape} of ${network.nodes}, ${network.messages} messages`
    for (const [batchMessages, all] of figures)
      rows.push([
        name,
        batchMessages === 1 ? 'one a request' : `up to ${batchMessages}`,
        median(all.map(({ rate }) => rate)).toFixed(0),
        cost(batchMessages).toFixed(1),
        (cost(batchMessages) / cost(1)).toFixed(2),
      ])
    const share = cost(128) / cost(1)
    goals.push({
      text: `${name}: batches take ${share.toFixed(2)} of the CPU, goal ${GOAL}`,
      met: share <= GOAL,
    })
  }
  printTable(['all nodes in one process', 'batches', 'hops/s', 'CPU µs a hop', 'x one a request'], rows)
  return goals
}

async function measure(settings: RelaySettings): Promise<RelayFigures> {
  const child = fork(resolve(import.meta.dirname, 'nodes.ts'), { execArgv: ['--import', 'tsx'] })
  child.send(settings)
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', (figures) => resolve(figures as RelayFigures))
      child.once('exit', (code) => reject(new Error(`A benchmark process exited with ${code}.`)))
    })
  } finally {
    child.kill('SIGKILL')
  }
}
