import { VirtualClock } from 'clacks/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ClockSteadiness } from '../src/clock-steadiness.js'
import { prune, type RetentionLimits, surplus } from '../src/retention.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { seen } from './stores/sightings.js'

const NO_LIMITS: RetentionLimits = { maxAge: 0, maxMessages: 0, maxBytes: 0 }
const COUNT = 2_500
let store: SqliteStore

beforeEach(async () => {
  store = new SqliteStore(':memory:')
  // 6 bytes each: "0000" to "2499", last seen at 0 to 2499.
  const messages = Array.from({ length: COUNT }, (_, n) => seen(String(n).padStart(4, '0'), n))
  await store.record(messages, 'add')
})
afterEach(() => store.close())

test.each([
  ['no limits', NO_LIMITS, 0],
  ['the age', { ...NO_LIMITS, maxAge: 500 }, 1_500],
  ['the count', { ...NO_LIMITS, maxMessages: 100 }, 2_400],
  ['the bytes', { ...NO_LIMITS, maxBytes: 6 * 1_200 + 5 }, 1_300],
  ['the strictest limit', { maxAge: 500, maxMessages: 100, maxBytes: 6 * 1_200 }, 2_400],
  ['limits that are not reached', { maxAge: 10_000, maxMessages: COUNT, maxBytes: 6 * COUNT }, 0],
])('removes the least recently seen by %s', async (_, limits, expected) => {
  expect(await prune(store, limits, 2_000)).toBe(expected)
  expect(await store.totals()).toEqual({ messages: COUNT - expected, bytes: 6 * (COUNT - expected) })
  expect((await store.oldest(1))[0]?.lastSeen).toBe(expected)
  expect(await prune(store, limits, 2_000)).toBe(0)
})

test('finds the same surplus whether it is removed or only counted', async () => {
  let counted = 0
  for await (const page of surplus(store, { ...NO_LIMITS, maxMessages: 1 }, 0)) counted += page.length
  expect(counted).toBe(COUNT - 1)
  expect((await store.totals()).messages).toBe(COUNT)
})

test('by age, removes nothing for a while after the wall clock has jumped', async () => {
  const HOUR = 3_600_000
  const TEN_YEARS = 87_600 * HOUR
  const clock = new VirtualClock()
  const steadiness = new ClockSteadiness(clock)
  await clock.advance(2 * HOUR)
  expect(steadiness.check()).toBe(2 * HOUR)
  clock.jump(TEN_YEARS)
  expect(steadiness.check()).toBe(0)
  await clock.advance(0.5 * HOUR)
  expect(steadiness.check()).toBe(0.5 * HOUR)
  clock.jump(-TEN_YEARS)
  expect(steadiness.check()).toBe(0)
  clock.jump(-1_000)
  await clock.advance(HOUR)
  expect(steadiness.check()).toBe(HOUR)
})
