import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { printTable } from '../table.ts'
import { certificate, measure, type Pair } from '../wire/pair.ts'
import { selfTime } from './self-time.ts'

/** Modules below this share of the time are summed up. */
const MIN_SHARE = 0.004
const FOLDER = 'profiles'

/** Self time of a message by module, in microseconds. */
type MessageCost = ReadonlyMap<string, number>

/**
 * Writes CPU profiles of a sender and a receiver, and prints the self time that a message takes in
 * each module; beside it that of another checkout, if there is one.
 */
export async function profile({ seconds, against }: Effort): Promise<Goal[]> {
  mkdirSync(FOLDER, { recursive: true })
  const now = await profilePair(resolve(import.meta.dirname, '../..'), 'now', seconds)
  const before = against === undefined ? undefined : await profilePair(resolve(against), 'before', seconds)
  for (const side of ['sender', 'receiver'] as const) {
    console.log(`\nself time of the ${side}, ${join(FOLDER, `now-${side}.cpuprofile`)}\n`)
    printCosts(now[side], before?.[side])
  }
  return []
}

async function profilePair(checkout: string, name: string, seconds: number) {
  const folder = join(checkout, 'benchmarks/wire')
  const pair: Pair = {
    sender: join(folder, 'clacks-sender.ts'),
    receiver: join(folder, 'clacks-receiver.ts'),
  }
  const profiles: Pair = {
    sender: resolve(FOLDER, `${name}-sender.cpuprofile`),
    receiver: resolve(FOLDER, `${name}-receiver.cpuprofile`),
  }
  const { rate } = await measure(pair, await certificate(), { seconds, profiles })
  const messages = rate * seconds
  return { sender: costOf(profiles.sender, messages), receiver: costOf(profiles.receiver, messages) }
}

function costOf(file: string, messages: number): MessageCost {
  const costs = [...selfTime(file)].map(([module, functions]) => {
    const microseconds = [...functions.values()].reduce((sum, time) => sum + time, 0)
    return [module, microseconds / messages] as const
  })
  return new Map(costs.filter(([module]) => module !== '(idle)'))
}

function printCosts(now: MessageCost, before: MessageCost | undefined): void {
  const total = [...now.values()].reduce((sum, cost) => sum + cost, 0)
  const modules = new Set([...now.keys(), ...(before?.keys() ?? [])])
  const costOf = (module: string): number => Math.max(now.get(module) ?? 0, before?.get(module) ?? 0)
  const shown = [...modules].filter((module) => costOf(module) >= total * MIN_SHARE)
  shown.sort((a, b) => costOf(b) - costOf(a))
  const row = (name: string, costs: (figures: MessageCost) => number): string[] => [
    name,
    ...[now, before].flatMap((figures) => (figures === undefined ? [] : [costs(figures).toFixed(2)])),
  ]
  printTable(
    ['module', 'µs a message', ...(before === undefined ? [] : ['before'])],
    [
      ...shown.map((module) => row(module, (figures) => figures.get(module) ?? 0)),
      row('all', (figures) => [...figures.values()].reduce((sum, cost) => sum + cost, 0)),
    ],
  )
}
