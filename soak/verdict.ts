import type { Feed } from './feed.ts'
import type { Sample, Testimony } from './ledger.ts'

/** The messages that each node holds at the end. */
export type Holdings = (readonly unknown[])[]

/** What the verdict is made of. */
export interface Evidence {
  readonly feed: Feed
  readonly holdings: Holdings
  readonly testimonies: readonly Testimony[]
  /** How often each disruption happened. */
  readonly disruptions: ReadonlyMap<string, number>
  /** Ends of processes, and failures of disruptions, that nothing explains. */
  readonly crashes: readonly string[]
}

/** What a run has shown. */
export interface Verdict {
  /** Rows of the table: what, and how much. */
  readonly rows: readonly (readonly [string, string | number])[]
  /** Promises that do not hold; empty if the run went well. */
  readonly broken: readonly string[]
}

/** Counts, and compares with what is promised. */
export function verdictOf({ feed, holdings, testimonies, disruptions, crashes }: Evidence): Verdict {
  const copies = new Map<string, number>()
  const invented: unknown[] = []
  for (const message of holdings.flat()) {
    const id = idOf(message)
    if (id === undefined || !isAsOffered(message, feed.offered.get(id))) invented.push(message)
    else copies.set(id, (copies.get(id) ?? 0) + 1)
  }
  const ids = [...feed.offered.keys()]
  const lost = ids.filter((id) => feed.fateOf(id) === 'acknowledged' && !copies.has(id))
  const ambiguous = new Set(testimonies.flatMap((testimony) => [...testimony.ambiguous]))
  const doubled = [...copies].filter(([, count]) => count > 1).map(([id]) => id)
  const unexplained = doubled.filter((id) => !ambiguous.has(id) && feed.fateOf(id) !== 'unanswered')
  const samples = testimonies.flatMap((testimony) => testimony.samples)
  const broken = [
    ...problem('acknowledged messages are lost', lost),
    ...problem(
      'messages were invented or altered',
      invented.map((message) => JSON.stringify(message)),
    ),
    ...problem('messages are doubled although no answer was lost', unexplained),
    ...crashes,
  ]
  const rows: [string, string | number][] = [
    ['messages offered', ids.length],
    ['acknowledged (200)', feed.count('acknowledged')],
    ['refused', feed.count('refused')],
    ['without an answer', feed.count('unanswered')],
    ['acknowledged and lost', lost.length],
    ['invented or altered', invented.length],
    ['doubled, an answer was lost', doubled.length - unexplained.length],
    ['doubled, nothing was lost', unexplained.length],
    ['memory of a node, MiB (median, most)', spread(samples, ({ rss }) => rss)],
    ['descriptors of a node (median, most)', spread(samples, ({ descriptors }) => descriptors)],
    ['event-loop delay p99, ms (median, p99 of seconds)', delays(samples)],
    ...[...disruptions].map(([name, count]): [string, number] => [`disruption: ${name}`, count]),
  ]
  return { rows, broken }
}

function idOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('id' in message)) return undefined
  return typeof message.id === 'string' ? message.id : undefined
}

function isAsOffered(message: unknown, text: string | undefined): boolean {
  return typeof message === 'object' && message !== null && 'text' in message && message.text === text
}

function problem(what: string, which: readonly string[]): string[] {
  return which.length === 0 ? [] : [`${which.length} ${what}: ${which.slice(0, 5).join(', ')}`]
}

function spread(samples: readonly Sample[], value: (sample: Sample) => number): string {
  const sorted = samples.map(value).sort((a, b) => a - b)
  return `${quantile(sorted, 0.5)}, ${quantile(sorted, 1)}`
}

function delays(samples: readonly Sample[]): string {
  const sorted = samples.map(({ delay }) => delay).sort((a, b) => a - b)
  return `${quantile(sorted, 0.5)}, ${quantile(sorted, 0.99)}`
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
