// How many messages are still in a network after a day, with 0, 1 and 5 persisters?
// node --import tsx benchmarks/archive/survival.ts [--persisters 0,1,5] [--messages 50] [--hours 24] [--seed 1]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { archiver } from '@clacks/plugin-archiver'
import { createNetwork, SeededRandom } from 'clacks/testing'
import { printTable } from '../table.ts'

const NODES = 200
/** Half of the nodes live longer. */
const MEDIAN_LIFE_HOURS = 2
/** Messages a second: one comes by a given node every 20 minutes or so. */
const SENDRATE = 0.2
const AFTER_HOURS = 1
const STEP_SECONDS = 60

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

/** A message lives as long as the node that has it: one copy, nobody puts it back (exponential). */
const alone = Math.exp(-deathRate * hours)
/** Dead at a moment: it died within the time that it takes to be missed; `copies` independent ones all did. */
const repaired = (copies: number) => 1 - (1 - Math.exp(-deathRate * AFTER_HOURS * 1.25)) ** copies

const rows: string[][] = []
for (const persisters of values.persisters.split(',').map(Number)) {
  const { survivors, copies } = await day(persisters)
  const expected = persisters === 0 ? alone : repaired(Math.max(1, copies / messages))
  rows.push([
    String(persisters),
    percent(survivors / messages),
    percent(expected),
    (copies / messages).toFixed(2),
  ])
}
printTable(['persisters', `still there after ${hours} h`, 'formula', 'copies a message'], rows)

async function day(persisters: number): Promise<{ survivors: number; copies: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-survival-'))
  const random = new SeededRandom(seed)
  const isPersister = (index: number) => index < persisters
  const network = await createNetwork<number>({
    nodes: NODES,
    seed,
    patient: persisters > 0,
    options: { sendrate: SENDRATE, idleAnnounce: 0 },
    plugins: (_, index) =>
      isPersister(index)
        ? [
            archiver({
              path: join(folder, `${index}.db`),
              batchMs: 10_000,
              persister: { after: AFTER_HOURS * 3_600_000 },
            }),
          ]
        : [],
  })
  for (let message = 0; message < messages; message++) network.node(message % NODES).enqueue(message)
  const dies = 1 - Math.exp((-deathRate * STEP_SECONDS) / 3_600)
  for (let seconds = 0; seconds < hours * 3_600; seconds += STEP_SECONDS) {
    await network.advance(STEP_SECONDS * 1_000)
    for (const [index, name] of network.names.entries()) {
      // Whoever goes is followed by another one at the same address, with an empty queue. Persisters stay.
      if (!isPersister(index) && random.fraction() < dies) await network.restart(name)
    }
  }
  const found = network.messages().filter(({ copies }) => copies > 0)
  await network.stop()
  rmSync(folder, { recursive: true, force: true })
  return { survivors: found.length, copies: found.reduce((sum, { copies }) => sum + copies, 0) }
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.01 ? 2 : 0)} %`
}
