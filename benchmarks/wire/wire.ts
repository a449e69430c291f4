import { join, resolve } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { certificate, measure, type Pair } from './pair.ts'

interface Variant extends Pair {
  readonly name: string
}

const VARIANTS: readonly Variant[] = [
  {
    name: 'bare undici, 64 pipelined > bare node:https',
    sender: 'bare-sender.ts',
    receiver: 'bare-receiver.ts',
  },
  { name: 'clacks > clacks', sender: 'clacks-sender.ts', receiver: 'clacks-receiver.ts' },
  {
    name: 'clacks > clacks, one a request',
    sender: 'clacks-sender.ts',
    receiver: 'clacks-receiver.ts',
    settings: { batchMessages: 1 },
  },
  {
    name: 'bare undici, 64 pipelined > clacks-p2p',
    sender: 'bare-sender.ts',
    receiver: 'legacy-receiver.cjs',
  },
  { name: 'clacks > clacks-p2p', sender: 'clacks-sender.ts', receiver: 'legacy-receiver.cjs' },
  {
    name: 'clacks-p2p, sendrate 20000 > clacks-p2p',
    sender: 'legacy-sender.cjs',
    receiver: 'legacy-receiver.cjs',
  },
]
/** The same nodes as another built checkout has them, to compare before and after. */
function variantsOf(checkout: string): readonly Variant[] {
  const folder = join(resolve(checkout), 'benchmarks/wire')
  const before = (file: string): string => join(folder, file)
  return [
    {
      name: 'before: clacks > clacks',
      sender: before('clacks-sender.ts'),
      receiver: before('clacks-receiver.ts'),
    },
    {
      name: 'before: clacks > clacks-p2p',
      sender: before('clacks-sender.ts'),
      receiver: 'legacy-receiver.cjs',
    },
  ]
}

/** Each variant of another checkout beside its own: both see the machine in the same state. */
function withBefore(variants: readonly Variant[], before: readonly Variant[]): readonly Variant[] {
  return variants.flatMap((variant) => [
    variant,
    ...before.filter(({ name }) => name === `before: ${variant.name}`),
  ])
}

/** Every second round goes backwards: no variant always follows the same one. */
function inTurn(variants: readonly Variant[], round: number): readonly Variant[] {
  return round % 2 === 0 ? variants : variants.toReversed()
}

/** CPU of both sides for one 200-byte message; the variants take turns. */
export async function wire({ rounds, seconds, against }: Effort): Promise<Goal[]> {
  const variants = against === undefined ? VARIANTS : withBefore(VARIANTS, variantsOf(against))
  const tls = await certificate()
  const results = new Map(
    variants.map(({ name }) => [name, [] as { send: number; receive: number; rate: number }[]]),
  )
  for (let round = 0; round < rounds; round++) {
    for (const variant of inTurn(variants, round))
      results.get(variant.name)?.push(await measure(variant, tls, { seconds }))
  }
  const total = (name: string): number =>
    median((results.get(name) ?? []).map(({ send, receive }) => send + receive))
  const rows = [...results].map(([name, all]) => [
    name,
    median(all.map(({ rate }) => rate)).toFixed(0),
    median(all.map(({ send }) => send)).toFixed(1),
    median(all.map(({ receive }) => receive)).toFixed(1),
    total(name).toFixed(1),
    (total(name) / total(name.includes('> clacks-p2p') ? BARE_TO_LEGACY : BARE)).toFixed(2),
  ])
  printTable(['200-byte messages', 'messages/s', 'CPU µs send', 'CPU µs receive', 'both', 'x bare'], rows)
  const batched = total('clacks > clacks') / total(BARE)
  const single = total('clacks > clacks, one a request') / total(BARE)
  const toLegacy = total('clacks > clacks-p2p') / total(BARE_TO_LEGACY)
  return [
    { text: `clacks > clacks: ${batched.toFixed(2)} times bare, goal 0.2`, met: batched <= 0.2 },
    {
      text: `clacks > clacks, one a request: ${single.toFixed(2)} times bare, goal 1.4`,
      met: single <= 1.4,
    },
    { text: `clacks > clacks-p2p: ${toLegacy.toFixed(2)} times bare, goal 1.6`, met: toLegacy <= 1.6 },
  ]
}

const BARE = 'bare undici, 64 pipelined > bare node:https'
const BARE_TO_LEGACY = 'bare undici, 64 pipelined > clacks-p2p'
