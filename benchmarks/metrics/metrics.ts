import { join, resolve } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { certificate, measure, type Pair, type PairFigures } from '../wire/pair.ts'

interface Variant extends Pair {
  readonly name: string
  /** The variant that it is compared with in each round. */
  readonly base: string
}

const WITHOUT = 'without metrics'
const WITH = 'with metrics, collected each second'
const ONE_WITHOUT = 'one a request, without metrics'
const ONE_WITH = 'one a request, with metrics'
const SINGLE = { batchMessages: 1 }
const PLAIN: Pair = { sender: 'clacks-sender.ts', receiver: 'clacks-receiver.ts' }
const METRICS: Pair = {
  sender: join(import.meta.dirname, 'metrics-sender.ts'),
  receiver: join(import.meta.dirname, 'metrics-receiver.ts'),
}

const VARIANTS: readonly Variant[] = [
  { name: WITHOUT, base: WITHOUT, ...PLAIN },
  { name: WITH, base: WITHOUT, ...METRICS },
  { name: ONE_WITHOUT, base: ONE_WITHOUT, ...PLAIN, settings: SINGLE },
  { name: ONE_WITH, base: ONE_WITHOUT, ...METRICS, settings: SINGLE },
]

/** The nodes without metrics as another built checkout has them. */
function before(checkout: string): readonly Variant[] {
  const folder = join(resolve(checkout), 'benchmarks/wire')
  const pair = { sender: join(folder, PLAIN.sender), receiver: join(folder, PLAIN.receiver) }
  return [
    { name: 'before: without metrics', base: WITHOUT, ...pair },
    { name: 'before: one a request', base: ONE_WITHOUT, ...pair, settings: SINGLE },
  ]
}

/** CPU of both sides for a 200-byte message with and without metrics, in turns. */
export async function metrics({ rounds, seconds, against }: Effort): Promise<Goal[]> {
  const variants = [...VARIANTS, ...(against === undefined ? [] : before(against))]
  const tls = await certificate()
  const results = new Map(variants.map(({ name }) => [name, [] as PairFigures[]]))
  for (let round = 0; round < rounds; round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed())
      results.get(variant.name)?.push(await measure(variant, tls, { seconds }))
  }
  const costs = (name: string): number[] =>
    (results.get(name) ?? []).map(({ send, receive }) => send + receive)
  /** The median of the ratios of each round: a busy machine slows both down. */
  const ratio = (name: string, base: string): number =>
    median(costs(name).map((cost, round) => cost / (costs(base)[round] ?? Number.NaN)))
  const rows = variants.map(({ name, base }) => [
    name,
    median((results.get(name) ?? []).map(({ rate }) => rate)).toFixed(0),
    median((results.get(name) ?? []).map(({ send }) => send)).toFixed(2),
    median((results.get(name) ?? []).map(({ receive }) => receive)).toFixed(2),
    median(costs(name)).toFixed(2),
    ratio(name, base).toFixed(3),
  ])
  printTable(['200-byte messages', 'messages/s', 'CPU µs send', 'CPU µs receive', 'both', 'x without'], rows)
  return [
    goal('metrics, in batches', ratio(WITH, WITHOUT)),
    goal('metrics, one a request', ratio(ONE_WITH, ONE_WITHOUT)),
  ]
}

function goal(name: string, ratio: number): Goal {
  return { text: `${name}: ${ratio.toFixed(3)} times the CPU without, goal 1.05`, met: ratio <= 1.05 }
}
