import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, SeededRandom } from 'clacks/testing'
import { DISRUPTIONS, impossibleDisruptions } from './disruptions.ts'
import { Feed } from './feed.ts'
import { type Testimony, testimonyIn } from './ledger.ts'
import { Link } from './link.ts'
import { Tower } from './tower.ts'
import { type Holdings, type Verdict, verdictOf } from './verdict.ts'

/** How long, how many, and which run. */
export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  readonly nodes: number
  /** Messages offered at most: they walk for ever, so that memory grows with them. */
  readonly messages: number
  /** Called with each disruption when it begins. */
  readonly began: (disruption: string, tower: string) => void
}

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url))
const OFFER_MS = 50
const SETTLE_MS = 60_000

/** Runs nodes under disruptions, lets them settle, and counts. */
export async function soak(options: SoakOptions): Promise<Verdict> {
  const { began } = options
  const folder = await mkdtemp(join(tmpdir(), 'clacks-soak-'))
  await symlink(MODULES, join(folder, 'node_modules'))
  const random = new SeededRandom(options.seed)
  const towers: Tower[] = []
  const feed = new Feed(random.fork('feed'))
  const disruptions = new Map<string, number>()
  try {
    for (let index = 0; index < options.nodes; index++) towers.push(await makeTower(index, folder))
    for (const tower of towers) await tower.prepare(addressesOf(towers, tower))
    for (const tower of towers) await tower.start()
    const signal = AbortSignal.timeout(options.minutes * 60_000)
    await Promise.all([
      offer(feed, towers, random.fork('choice'), options, signal),
      harm(towers, random.fork('disruptions'), options, disruptions, signal),
    ])
    began('settling', 'all')
    const holdings = await settle(towers)
    const testimonies: Testimony[] = []
    for (const tower of towers) testimonies.push(await testimonyIn(tower.eventFile))
    return verdictOf({
      feed,
      holdings,
      testimonies,
      disruptions,
      crashes: towers.flatMap(({ crashes }) => crashes),
    })
  } finally {
    feed.close()
    for (const tower of towers) {
      tower.signal('SIGCONT')
      await tower.end('SIGKILL')
      tower.link.close()
    }
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeTower(index: number, folder: string): Promise<Tower> {
  const port = await freePort()
  return new Tower(`tower-${index + 1}`, folder, port, await Link.open(port))
}

function addressesOf(towers: readonly Tower[], except: Tower): string[] {
  return towers.filter((tower) => tower !== except).map(({ address }) => address)
}

/** Offers messages to random nodes, evenly over the whole run. */
async function offer(
  feed: Feed,
  towers: readonly Tower[],
  random: SeededRandom,
  { minutes, messages }: SoakOptions,
  signal: AbortSignal,
): Promise<void> {
  const interval = Math.max(OFFER_MS, (minutes * 60_000) / messages)
  const offers: Promise<void>[] = []
  while (!signal.aborted) {
    const tower = oneOf(towers, random)
    if (tower !== undefined) offers.push(feed.offer(tower))
    await delay(interval)
  }
  await Promise.all(offers)
}

/** Lets disruptions happen, one at a time for each node, several at once in the network. */
async function harm(
  towers: readonly Tower[],
  random: SeededRandom,
  { began }: SoakOptions,
  counts: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const impossible = await impossibleDisruptions()
  const names = Object.keys(DISRUPTIONS).filter((name) => !impossible.includes(name))
  const running: Promise<void>[] = []
  for (let turn = 0; !signal.aborted; turn++) {
    await delay(500 + random.fraction() * 2_000)
    const name = turn < names.length ? names[turn] : oneOf(names, random)
    const tower = oneOf(
      towers.filter(({ busy }) => !busy),
      random,
    )
    const disruption = name === undefined ? undefined : DISRUPTIONS[name]
    if (name === undefined || disruption === undefined || tower === undefined) continue
    counts.set(name, (counts.get(name) ?? 0) + 1)
    began(name, tower.name)
    tower.busy = true
    const others = towers.filter((other) => other !== tower && other.pid !== undefined)
    const done = disruption({ tower, others, random }).catch((thrown: unknown) => {
      tower.crashes.push(`${tower.name}, ${name}: ${thrown instanceof Error ? thrown.message : thrown}`)
    })
    running.push(
      done.finally(() => {
        tower.busy = false
      }),
    )
  }
  await Promise.all(running)
}

/** Starts what does not run, stops the walk, and looks at what each node holds. */
async function settle(towers: readonly Tower[]): Promise<Holdings> {
  for (const tower of towers) {
    if (tower.pid === undefined) await tower.start()
    tower.config = { sendrate: 0, logger: false }
    await tower.writeConfig()
    await tower.control((control) => control.apply())
  }
  const end = performance.now() + SETTLE_MS
  const holdings: Holdings = []
  for (const tower of towers)
    await tower.control(async (control) => {
      while ((await control.status()).statistics.inFlight > 0 && performance.now() < end) await delay(100)
    })
  for (const tower of towers)
    holdings.push(
      await tower.control(async (control) => (await control.peek(Number.MAX_SAFE_INTEGER)).messages),
    )
  return holdings
}

function oneOf<Item>(items: readonly Item[], random: SeededRandom): Item | undefined {
  return items[Math.floor(random.fraction() * items.length)]
}
