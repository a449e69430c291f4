import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { printTable } from '../table.ts'
import { certificate, measure, type Pair } from '../wire/pair.ts'
import { costRows, costsOf, type MessageCosts } from './costs.ts'
import { type CpuProfile, selfTime } from './self-time.ts'

const FOLDER = 'profiles'

/**
 * Writes CPU profiles of a sender and a receiver, and prints the self time that a message takes in
 * each module; beside it that of another checkout, if there is one.
 */
export async function profile({ seconds, against }: Effort): Promise<Goal[]> {
  mkdirSync(FOLDER, { recursive: true })
  const now = await profilePair(resolve(import.meta.dirname, '../..'), 'now', seconds)
  const before = against === undefined ? undefined : await profilePair(resolve(against), 'before', seconds)
  console.log(`CPU profiles: ${resolve(FOLDER)}`)
  for (const side of ['sender', 'receiver'] as const) {
    console.log(`\nself time of the ${side}, ${join(FOLDER, `now-${side}.cpuprofile`)}\n`)
    const columns = ['module', 'share', 'µs a message', ...(before === undefined ? [] : ['before'])]
    printTable(columns, costRows(now[side], before?.[side]))
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
  return { sender: readCosts(profiles.sender, messages), receiver: readCosts(profiles.receiver, messages) }
}

function readCosts(file: string, messages: number): MessageCosts {
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'))
  return costsOf(selfTime(profile), messages)
}
