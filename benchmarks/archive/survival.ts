// How many messages are still in a network after a day, with 0, 1 and 5 persisters?
// node --import tsx benchmarks/archive/survival.ts
//   [--persisters 0,1,5] [--messages 50] [--hours 24] [--seed 1]
import { parseArgs } from 'node:util'
import { definePlugin, type PluginInput } from 'clacks'
import { createNetwork, SeededRandom } from 'clacks/testing'
import { persisterSettings } from '../../packages/plugin-archiver/src/persisting/options.ts'
import { Persister } from '../../packages/plugin-archiver/src/persisting/persister.ts'
import { unsentMessages } from '../../packages/plugin-archiver/src/persisting/unsent-messages.ts'
import { ArchiveReporter } from '../../packages/plugin-archiver/src/recording/archive-reporter.ts'
import { Recorder } from '../../packages/plugin-archiver/src/recording/recorder.ts'
import { SqliteStore } from '../../packages/plugin-archiver/src/stores/sqlite.ts'
import { printTable } from '../table.ts'

const NODES = 200
/** The median lifetime of a node. */
const MEDIAN_LIFE_HOURS = 2
/** Messages per second: each visits a given node about every 20 minutes. */
const SENDRATE = 0.2
const AFTER_HOURS = 1
const STEP_SECONDS = 60
const SETTINGS = persisterSettings({ after: AFTER_HOURS * 3_600_000 })

const { values } = parseArgs({
  options: {
    persisters: { type: 'string', default: '0,1,5' },
    messages: { type: 'string', default: '50' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
  },
})
const [messages, hours, seed] = [Number(values.messages), Number(values.hours), Number(values.seed)]
const deathRate = Math.LN2 / MEDIAN_LIFE_HOURS

/** A message lives as long as its node: one copy, not restored (exponential). */
const alone = Math.exp(-deathRate * hours)
/** The time in which a message is noticed to be missing and restored. */
const interval = AFTER_HOURS * (1 + SETTINGS.jitter / 2)
const repaired = (copies: number) => 1 - (1 - Math.exp(-deathRate * interval)) ** copies

const rows: string[][] = []
for (const persisters of values.persisters.split(',').map(Number)) {
  const began = performance.now()
  const { atTheEnd, onAverage, copies, forEver } = await day(persisters)
  const expected = persisters === 0 ? alone : repaired(Math.max(1, copies))
  rows.push([
    String(persisters),
    ...[atTheEnd, onAverage, expected, forEver].map(percent),
    copies.toFixed(2),
    ((performance.now() - began) / 1_000).toFixed(0),
  ])
}
printTable(
  [
    'persisters',
    `there after ${hours} h`,
    'on average, second half',
    'formula',
    'lost for ever',
    'copies',
    'seconds that it took',
  ],
  rows,
)

/** The shares of the messages that are left, and the copies of each. */
interface Outcome {
  readonly atTheEnd: number
  readonly onAverage: number
  readonly copies: number
  readonly forEver: number
}

async function day(persisters: number): Promise<Outcome> {
  const random = new SeededRandom(seed)
  // The archives outlive their nodes, as files do.
  const archives = Array.from({ length: persisters }, () => new SqliteStore(':memory:'))
  const network = await createNetwork<number>({
    nodes: NODES,
    seed,
    options: { sendrate: SENDRATE, idleAnnounce: 0 },
    plugins: (_, index) => archives.slice(index, index + 1).map(keeping),
  })
  for (let message = 0; message < messages; message++) network.node(message % NODES).enqueue(message)
  const dies = 1 - Math.exp((-deathRate * STEP_SECONDS) / 3_600)
  const counts: number[] = []
  let copies = 0
  for (let seconds = 0; seconds < hours * 3_600; seconds += STEP_SECONDS) {
    await network.advance(STEP_SECONDS * 1_000)
    // Each node that dies, persisters included, is replaced by a new one at the same address, with
    // an empty queue.
    for (const name of network.names) if (random.fraction() < dies) await network.restart(name)
    if (seconds < (hours * 3_600) / 2) continue
    const found = network.messages().filter((each) => each.copies > 0)
    counts.push(found.length)
    copies += found.reduce((sum, each) => sum + each.copies, 0)
  }
  const known = new Set<string>()
  for (const archive of archives) for (const { json } of await archive.scan(0, messages)) known.add(json)
  const there = network.messages().filter((each) => each.copies > 0)
  for (const { message } of there) known.add(JSON.stringify(message))
  await network.stop()
  for (const archive of archives) await archive.close()
  const present = counts.reduce((sum, count) => sum + count, 0)
  return {
    atTheEnd: there.length / messages,
    onAverage: present / counts.length / messages,
    copies: present === 0 ? 0 : copies / present,
    forEver: 1 - known.size / messages,
  }
}

/** The archiver with a store that answers at once: a thread would not run on virtual time. */
function keeping(store: SqliteStore): PluginInput {
  return definePlugin({
    name: 'keeping',
    setup(ctx) {
      const reporter = new ArchiveReporter(ctx)
      const recorder = new Recorder(
        {
          bufferMessages: 10_000,
          bufferBytes: 1e8,
          onFull: 'drop-oldest',
          batchMessages: 1_000,
          batchMs: 10_000,
        },
        { store, spill: undefined, reporter, after: ctx.after },
      )
      const { clock, random } = ctx
      const enqueue = (message: unknown) => ctx.node.enqueue(message)
      const held = () => unsentMessages(ctx.node)
      const persister = new Persister(SETTINGS, {
        store,
        clock,
        random,
        isSelected: () => true,
        held,
        enqueue,
      })
      ctx.hooks.queued.tap((message) => {
        const span = { firstSeen: clock.now(), lastSeen: clock.now(), timesSeen: 1 }
        if (!persister.isPuttingBack) recorder.add({ json: JSON.stringify(message), ...span, peers: [] })
      })
      ctx.every(10_000, () => reporter.attempt(() => persister.round()))
    },
  })()
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.01 ? 2 : 0)} %`
}
