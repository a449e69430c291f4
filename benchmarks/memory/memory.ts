import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'

/** The cost of 100 idle nodes in one process. */
interface Cost {
  /** Resident memory of one node. */
  readonly kilobytes: number
  /** CPU of all nodes in one idle second. */
  readonly idleMicroseconds: number
}

/** Memory and idle CPU of a clacks and a clacks-p2p node, in separate processes, in turns. */
export async function memory({ rounds }: Effort): Promise<Goal[]> {
  const costs: Record<'clacks' | 'clacks-p2p', Cost[]> = { clacks: [], 'clacks-p2p': [] }
  for (let round = 0; round < rounds; round++) {
    costs.clacks.push(await measure('clacks-nodes.ts'))
    costs['clacks-p2p'].push(await measure('legacy-nodes.cjs'))
  }
  const kilobytes = (name: keyof typeof costs): number => median(costs[name].map((cost) => cost.kilobytes))
  const idle = (name: keyof typeof costs): number => median(costs[name].map((cost) => cost.idleMicroseconds))
  const rows = (['clacks', 'clacks-p2p'] as const).map((name) => [
    name,
    kilobytes(name).toFixed(1),
    idle(name).toFixed(0),
  ])
  printTable(['100 nodes in a process', 'resident KB a node', 'idle CPU µs a second'], rows)
  const less = kilobytes('clacks') < kilobytes('clacks-p2p')
  const quiet = idle('clacks') < 1_000
  return [
    {
      text: `a node: ${kilobytes('clacks').toFixed(1)} KB, goal below clacks-p2p's ${kilobytes('clacks-p2p').toFixed(1)} KB`,
      met: less,
    },
    { text: `100 idle nodes: ${idle('clacks').toFixed(0)} µs CPU a second, goal below 1,000`, met: quiet },
  ]
}

async function measure(file: string): Promise<Cost> {
  const execArgv = ['--expose-gc', ...(file.endsWith('.ts') ? ['--import', 'tsx'] : [])]
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv })
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', (cost) => resolve(cost as Cost))
      child.once('exit', (code) => reject(new Error(`A benchmark process exited with ${code}.`)))
    })
  } finally {
    child.kill('SIGKILL')
  }
}
