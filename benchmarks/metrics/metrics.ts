import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { type Certificate, certificate, reply, start, window } from '../wire/pair.ts'

type Nodes = readonly [sender: ChildProcess, receiver: ChildProcess]

/** CPU of both sides for a message, in microseconds, without and with metrics, in one round. */
interface Round {
  readonly without: number
  readonly with: number
}

const WARM_UP_MS = 4_000
/** After metrics were added or removed. */
const SETTLE_MS = 300
const SENDER = join(import.meta.dirname, 'sender.ts')
const RECEIVER = join(import.meta.dirname, 'receiver.ts')
const GOAL = 1.05

/**
 * What metrics cost a 200-byte message. They are added to and removed from the same two processes
 * again and again: two processes of the same program differ by more than the metrics cost.
 */
export async function metrics({ rounds, seconds }: Effort): Promise<Goal[]> {
  const tls = await certificate()
  const rows: string[][] = []
  const goals: Goal[] = []
  for (const batchMessages of [128, 1]) {
    const name = batchMessages === 1 ? 'one a request' : 'in batches'
    const all = await roundsOf(tls, batchMessages, { rounds, seconds })
    const ratio = median(all.map((round) => round.with / round.without))
    const costs = [all.map(({ without }) => without), all.map((round) => round.with)]
    rows.push([name, ...costs.map((figures) => median(figures).toFixed(2)), ratio.toFixed(3)])
    goals.push({
      text: `metrics, ${name}: ${ratio.toFixed(3)} times the CPU without, goal ${GOAL}`,
      met: ratio <= GOAL,
    })
  }
  printTable(['200-byte messages', 'CPU µs without metrics', 'with', 'x without'], rows)
  return goals
}

async function roundsOf(
  tls: Certificate,
  batchMessages: number,
  { rounds, seconds }: Pick<Effort, 'rounds' | 'seconds'>,
): Promise<Round[]> {
  const receiver = start(RECEIVER, tls, undefined)
  const port = Number(await reply(receiver))
  const sender = start(SENDER, { ...tls, port, batchMessages }, undefined)
  const nodes = [sender, receiver] as const
  try {
    await reply(sender)
    await wait(WARM_UP_MS)
    const all: Round[] = []
    for (let round = 0; round < rounds; round++) all.push(await measureRound(nodes, seconds))
    return all
  } finally {
    for (const node of nodes) node.kill('SIGKILL')
  }
}

/** Without, with, with, without: what gets slower or faster with time counts for both alike. */
async function measureRound(nodes: Nodes, seconds: number): Promise<Round> {
  const first = await measure(nodes, seconds)
  await tell(nodes, 'with')
  const between = (await measure(nodes, seconds)) + (await measure(nodes, seconds))
  await tell(nodes, 'without')
  const last = await measure(nodes, seconds)
  return { without: (first + last) / 2, with: between / 2 }
}

async function tell(nodes: Nodes, message: 'with' | 'without'): Promise<void> {
  await Promise.all(
    nodes.map((node) => {
      node.send(message)
      // Any message is answered with the counts so far.
      return reply(node)
    }),
  )
  await wait(SETTLE_MS)
}

async function measure([sender, receiver]: Nodes, seconds: number): Promise<number> {
  await Promise.all([window(sender), window(receiver)])
  await wait(seconds * 1_000)
  const [sent, received] = await Promise.all([window(sender), window(receiver)])
  return (sent.microseconds + received.microseconds) / received.messages
}
