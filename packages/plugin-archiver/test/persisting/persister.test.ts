import { SeededRandom, VirtualClock } from 'clacks/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Persister, type PersisterSettings } from '../../src/persisting/persister.js'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { seen } from '../stores/sightings.js'

const HOUR = 3_600_000
const SETTINGS: PersisterSettings = { after: HOUR, jitter: 0, rate: 1_000, copies: 3 }

let clock: VirtualClock
let store: SqliteStore
let queue: unknown[]
let held: ReadonlySet<string>

beforeEach(() => {
  clock = new VirtualClock(0)
  store = new SqliteStore(':memory:')
  queue = []
  held = new Set()
})
afterEach(() => store.close())

function persister(
  settings: Partial<PersisterSettings> = {},
  isSelected = (_: unknown) => true,
  seed = 1,
): Persister {
  const enqueue = (json: string) => queue.push(JSON.parse(json)) > 0
  return new Persister(
    { ...SETTINGS, ...settings },
    { store, clock, random: new SeededRandom(seed), isSelected, held: () => held, enqueue },
  )
}

async function round(target: Persister, at: number): Promise<unknown[]> {
  await clock.advance(at - clock.monotonic())
  queue = []
  await target.round()
  return queue
}

test('puts back messages that were not seen for a while, oldest first, up to `copies` times', async () => {
  await store.record([seen('x', 20), seen('y', 10), seen('z', HOUR)], 'add')
  const target = persister()
  expect(await round(target, HOUR)).toEqual([])
  expect(await round(target, HOUR + 1_000)).toEqual(['y', 'x'])
  expect(await round(target, HOUR + 2_000)).toEqual([])
  expect(await round(target, 2 * HOUR + 1_001)).toEqual(['z', 'y', 'x'])
  const later: unknown[] = []
  for (let hour = 4; hour < 20; hour++) later.push(...(await round(target, hour * HOUR)))
  expect(later.sort()).toEqual(['x', 'y', 'z', 'z'])
  await store.record([seen('x', 20 * HOUR)], 'add')
  expect(await round(target, 22 * HOUR)).toEqual(['x'])
  expect(target.count).toBe(10)
})

test('puts back a message of the node only once the node has sent it, and counts no attempt before', async () => {
  await store.record([seen('x', 10), seen('y', 20)], 'add')
  const target = persister()
  held = new Set(['"x"'])
  const found: unknown[] = []
  for (let hour = 2; hour < 20; hour++) found.push(...(await round(target, hour * HOUR)))
  expect(found).toEqual(['y', 'y', 'y'])
  held = new Set()
  expect(await round(target, 20 * HOUR)).toEqual(['x'])
})

test('respects the rate', async () => {
  await store.record(
    Array.from({ length: 1_000 }, (_, n) => seen(n, n)),
    'add',
  )
  const target = persister({ rate: 0.5 })
  await clock.advance(2 * HOUR)
  await target.round()
  const counts: number[] = []
  for (let n = 1; n <= 6; n++) counts.push((await round(target, 2 * HOUR + n * 5_000)).length)
  expect(counts.reduce((sum, count) => sum + count)).toBe(15)
  expect(Math.max(...counts)).toBeLessThanOrEqual(3)
})

test('messages that are not selected do not delay others', async () => {
  await store.record(
    Array.from({ length: 3_000 }, (_, n) => seen(n, n)),
    'add',
  )
  const target = persister({}, (message) => Number(message) >= 2_990)
  const found: unknown[] = []
  for (let n = 0; n < 5; n++) found.push(...(await round(target, 2 * HOUR + n * 1_000)))
  expect(found).toEqual(Array.from({ length: 10 }, (_, n) => 2_990 + n))
})

test('jitter differs per message and per node', async () => {
  await store.record(
    Array.from({ length: 200 }, (_, n) => seen(n, 0)),
    'add',
  )
  const early = async (seed: number) => {
    const due: unknown[] = []
    const enqueue = (json: string) => due.push(JSON.parse(json)) > 0
    const claim = async (messages: readonly { position: number }[]) =>
      messages.map(({ position }) => position)
    const parts = {
      store: { quiet: store.quiet.bind(store), claim },
      clock,
      random: new SeededRandom(seed),
      isSelected: () => true,
      held: () => new Set<string>(),
      enqueue,
    }
    const target = new Persister({ ...SETTINGS, jitter: 0.5 }, parts)
    await clock.advance(1_000)
    await target.round()
    return due
  }
  await clock.advance(HOUR * 1.25)
  const [one, two] = [await early(1), await early(2)]
  expect(one.length).toBeGreaterThan(70)
  expect(one.length).toBeLessThan(130)
  expect(two).not.toEqual(one)
})

test('one of several nodes that share an archive puts a message back', async () => {
  await store.record(
    Array.from({ length: 50 }, (_, n) => seen(n, 0)),
    'add',
  )
  const several = [1, 2, 3].map((seed) => persister({}, () => true, seed))
  await clock.advance(2 * HOUR)
  await Promise.all(several.map((each) => each.round()))
  expect(queue).toHaveLength(50)
})

test('goes on when the clock is set back: also with messages that were seen in what is now the future', async () => {
  await store.record([seen('old', 10), seen('new', 9.5 * HOUR)], 'add')
  const target = persister({ rate: 1 })
  expect(await round(target, 10 * HOUR)).toEqual(['old'])
  clock.jump(-8 * HOUR)
  expect(await round(target, 10 * HOUR + 10_000)).toEqual(['new', 'old'])
})

test('does not put back more than the rate allows when the clock is set forward', async () => {
  await store.record(
    Array.from({ length: 200 }, (_, n) => seen(n, n)),
    'add',
  )
  const target = persister({ rate: 1 })
  await round(target, 10_000)
  clock.jump(100 * HOUR)
  expect((await round(target, 20_000)).length).toBeLessThanOrEqual(11)
})
