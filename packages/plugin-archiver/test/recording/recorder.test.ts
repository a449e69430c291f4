import { EventEmitter, once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VirtualClock } from 'clacks/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sighting } from '../../src/archive.js'
import { ArchiveReporter } from '../../src/recording/archive-reporter.js'
import { Recorder, type RecorderSettings } from '../../src/recording/recorder.js'
import { Spill } from '../../src/recording/spill.js'
import { StoreFailure } from '../../src/store-failure.js'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { RecordingLog } from '../recording-log.js'
import { seen } from '../stores/sightings.js'
import { temporaryFolder } from '../temporary-folder.js'

const SETTINGS: RecorderSettings = {
  bufferMessages: 100,
  bufferBytes: 1_000_000,
  onFull: 'drop-oldest',
  batchMessages: 10,
  batchMs: 200,
}

/** Reports how much of something there is. */
class Counter {
  readonly #changes = new EventEmitter()
  #count = 0

  add(count: number): void {
    this.#count += count
    this.#changes.emit('change')
  }

  /** Waits until there is this much. */
  async reaches(count: number): Promise<void> {
    while (this.#count < count) await once(this.#changes, 'change')
  }
}

/** A store that fails on demand, and counts its calls. */
class FlakyStore extends SqliteStore {
  failure: StoreFailure | undefined
  /** Of `record` only. */
  recordFailure: StoreFailure | undefined
  readonly batches: number[] = []
  /** Sightings that were stored. */
  readonly recorded = new Counter()

  override async open(): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    await super.open()
  }

  override async record(sightings: readonly Sighting[], how: 'add' | 'max'): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    if (this.recordFailure !== undefined) throw this.recordFailure
    await super.record(sightings, how)
    this.batches.push(sightings.length)
    this.recorded.add(sightings.length)
  }
}

/** A spill that counts the files it has written. */
class CountingSpill extends Spill {
  readonly files = new Counter()

  override async put(sightings: readonly Sighting[]): Promise<number> {
    const dropped = await super.put(sightings)
    this.files.add(1)
    return dropped
  }
}

let clock: VirtualClock
let store: FlakyStore
let log: RecordingLog
let reporter: ArchiveReporter
/** The last problem that was reported, and whether it is over. */
let problem: [string | undefined, boolean]

beforeEach(() => {
  clock = new VirtualClock()
  store = new FlakyStore(':memory:')
  log = new RecordingLog()
  reporter = new ArchiveReporter({
    log,
    reportProblem: (text, { isOver = false } = {}) => (problem = [text, isOver]),
  })
})
afterEach(() => store.close())

function recorder(settings: Partial<RecorderSettings> = {}, spill?: Spill): Recorder {
  const after = (milliseconds: number, task: () => void) => clock.after(milliseconds, task)
  return new Recorder({ ...SETTINGS, ...settings }, { store, spill, reporter, after })
}

function fill(target: Recorder, count: number, from = 0): void {
  for (let n = from; n < from + count; n++) target.add(seen(n, n))
}

const kept = async () => (await store.scan(0, 10_000)).map(({ json }) => Number(json)).sort((a, b) => a - b)
const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, index) => from + index)
const unavailable = new StoreFailure('unavailable', 'the disk is full')

test('writes a batch when it is full, or after `batchMs`', async () => {
  const target = recorder()
  await clock.advance(0)
  fill(target, 3)
  await clock.advance(199)
  expect(store.batches).toEqual([])
  await clock.advance(1)
  expect(store.batches).toEqual([3])
  fill(target, 25, 3)
  await clock.advance(0)
  expect(store.batches).toEqual([3, 10, 10])
  await clock.advance(200)
  expect(await kept()).toEqual(upTo(28))
  expect([target.recorded, target.waiting, log.lines]).toEqual([28, 0, []])
  await target.close()
})

test('reports a failing store once, retries with backoff, and catches up', async () => {
  store.failure = unavailable
  const target = recorder()
  fill(target, 50)
  await clock.advance('1h')
  expect(log.lines).toEqual(['warn: The archive failed and will be retried: the disk is full.'])
  store.failure = undefined
  await clock.advance('60s')
  expect(await kept()).toEqual(upTo(50))
  expect(log.lines.slice(1)).toEqual(['info: The archive works again.'])
  await target.close()
})

test('drop-oldest discards the oldest, and reports how many afterwards', async () => {
  store.failure = unavailable
  const target = recorder({ batchMessages: 1_000 })
  await clock.advance(0)
  fill(target, 130)
  expect(target.waiting).toBe(100)
  store.failure = undefined
  await clock.advance('60s')
  expect(await kept()).toEqual(upTo(130, 30))
  expect(log.lines).toEqual([
    'warn: The archive failed and will be retried: the disk is full.',
    'warn: Messages are not being archived: the buffer is full. Their count follows.',
    'info: The archive works again.',
    'warn: Messages that were not archived: 30, because the buffer is full.',
  ])
  expect(reporter.missed).toBe(30)
  expect(problem).toEqual([expect.stringContaining('not archived since the start: 30'), true])
  await target.close()
})

test('limits bytes as well', async () => {
  store.failure = unavailable
  const target = recorder({ bufferBytes: 10_000, batchMessages: 1_000 })
  for (let n = 0; n < 50; n++) target.add(seen(`${n} ${'x'.repeat(500)}`, n))
  expect(target.waiting).toBeLessThan(12)
  expect(target.waiting).toBeGreaterThan(8)
  store.failure = undefined
  await target.close()
})

test('block tolerates twice the limit, then discards new sightings', async () => {
  store.failure = unavailable
  const target = recorder({ onFull: 'block', batchMessages: 1_000 })
  fill(target, 99)
  expect(target.isFull).toBe(false)
  fill(target, 1, 99)
  expect(target.isFull).toBe(true)
  fill(target, 150, 100)
  expect([target.waiting, reporter.missed]).toEqual([200, 50])
  store.failure = undefined
  await clock.advance('60s')
  expect(target.isFull).toBe(false)
  expect(await kept()).toEqual(upTo(200))
  await target.close()
})

test('skips a sighting that cannot be stored, and stores the rest of its batch', async () => {
  const target = recorder()
  fill(target, 4)
  target.add({ ...seen(4, 4), json: '{"torn' })
  fill(target, 4, 5)
  await clock.advance('1s')
  expect(await kept()).toEqual([...upTo(4), ...upTo(9, 5)])
  expect(log.lines[0]).toMatch(/^warn: Messages are not being archived: The message is not JSON/)
  expect(reporter.missed).toBe(1)
  await target.close()
})

test('writes waiting sightings when it closes', async () => {
  const target = recorder()
  fill(target, 35)
  await target.close()
  expect(await kept()).toEqual(upTo(35))
})

test('reports lost sightings if it cannot write them', async () => {
  const target = recorder()
  await clock.advance(0)
  store.failure = unavailable
  fill(target, 5)
  await target.close()
  expect(log.lines.at(-1)).toMatch(
    /^warn: Messages that were not archived: 5, because the archive still failed/,
  )
})

test('reports a failure as a problem as long as it lasts', async () => {
  store.failure = unavailable
  const target = recorder()
  fill(target, 1)
  await clock.advance('1s')
  expect(problem).toEqual(['The archive cannot be written: the disk is full.', false])
  store.failure = undefined
  await clock.advance('60s')
  expect(problem[0]).toBeUndefined()
  await target.close()
})

describe('stored()', () => {
  /** Whether a promise is resolved. */
  function stateOf(promise: Promise<void>): { state: string } {
    const result = { state: 'pending' }
    void promise.then(() => {
      result.state = 'stored'
    })
    return result
  }

  test('resolves when what was added before is stored', async () => {
    store.failure = unavailable
    const target = recorder()
    await expect(target.stored()).resolves.toBeUndefined()
    fill(target, 15)
    const asked = stateOf(target.stored())
    await clock.advance('1s')
    fill(target, 5, 15)
    expect(asked.state).toBe('pending')
    store.failure = undefined
    await clock.advance('60s')
    expect(asked.state).toBe('stored')
    await target.close()
  })

  test('is not answered by the loss of newer ones', async () => {
    store.recordFailure = unavailable
    const target = recorder({ batchMessages: 10 })
    fill(target, 10)
    await clock.advance('1s')
    const asked = stateOf(target.stored())
    // The first ten are in the batch that is retried; of the others, 50 are lost.
    fill(target, 150, 10)
    await clock.advance(0)
    expect(asked.state).toBe('pending')
    expect(reporter.missed).toBeGreaterThan(40)
    store.recordFailure = undefined
    await clock.advance('60s')
    expect(asked.state).toBe('stored')
    await target.close()
  })

  test('rejects if they are still not stored when it closes', async () => {
    store.failure = unavailable
    const target = recorder()
    fill(target, 5)
    const asked = expect(target.stored()).rejects.toThrow()
    await target.close()
    await asked
  })
})

test('what was restored is recorded once, however often, and not subject to the limits of the buffer', async () => {
  const target = recorder()
  fill(target, 200, 1_000)
  for (let n = 0; n < 150; n++) target.addRestored(seen(n, n))
  const asked = target.stored()
  await clock.advance('60s')
  await asked
  for (let n = 0; n < 150; n++) target.addRestored(seen(n, n))
  await target.close()
  const times = (await store.scan(0, 1_000)).map(({ json, timesSeen }) => [json, timesSeen])
  expect(times.filter(([, count]) => count !== 1)).toEqual([])
  expect(times.length).toBeGreaterThanOrEqual(150)
})

describe('spill', () => {
  test('spills a full buffer to the disk, and stores it later', async () => {
    const folder = join(await temporaryFolder(), 'spill')
    store.failure = unavailable
    const spill = new CountingSpill(folder, 1_000_000)
    const target = recorder({ onFull: 'spill', batchMessages: 1_000 }, spill)
    await clock.advance(0)
    for (let round = 0; round < 5; round++) {
      fill(target, 100, round * 100)
      await spill.files.reaches(round)
    }
    expect(target.waiting).toBe(500)
    store.failure = undefined
    await clock.advance('60s')
    await store.recorded.reaches(500)
    await target.close()
    expect(await kept()).toEqual(upTo(500))
    expect(await readdir(folder)).toEqual([])
    expect(reporter.missed).toBe(0)
  })

  test('leaves sightings that it could not store to the next process', async () => {
    const folder = join(await temporaryFolder(), 'spill')
    store.failure = unavailable
    const first = recorder({ onFull: 'spill' }, new Spill(folder, 1_000_000))
    fill(first, 42)
    await first.close()
    store.failure = undefined
    const second = recorder({ onFull: 'spill' }, new Spill(folder, 1_000_000))
    await store.recorded.reaches(42)
    await second.close()
    expect(await kept()).toEqual(upTo(42))
    expect(await readdir(folder)).toEqual([])
  })

  test('tolerates twice the limit while it writes to the disk, then discards new sightings', async () => {
    store.failure = unavailable
    const target = recorder({ onFull: 'spill' }, new Spill(join(await temporaryFolder(), 'spill'), 1e9))
    await clock.advance(0)
    fill(target, 199)
    expect([target.isFull, target.waiting]).toEqual([false, 199])
    fill(target, 1, 199)
    expect(target.isFull).toBe(true)
    fill(target, 150, 200)
    expect([target.waiting, reporter.missed]).toEqual([300, 50])
    store.failure = undefined
    await clock.advance('60s')
    await store.recorded.reaches(300)
    expect(target.isFull).toBe(false)
    await target.close()
    expect(await kept()).toEqual(upTo(300))
  })

  test('discards and counts the oldest beyond `spillBytes`', async () => {
    const spill = new Spill(join(await temporaryFolder(), 'spill'), 3_000)
    const batch = (from: number) => upTo(from + 10, from).map((n) => seen(n, n))
    const dropped: number[] = []
    for (let round = 0; round < 10; round++) dropped.push(await spill.put(batch(round * 10)))
    const left = spill.length
    expect(left).toBeGreaterThan(0)
    expect(dropped.reduce((sum, count) => sum + count) + left).toBe(100)
    expect((await spill.first())?.sightings[0]?.json).toBe(String(100 - left))
  })

  test('discards and counts sightings if the disk fails', async () => {
    store.failure = unavailable
    const target = recorder({ onFull: 'spill' }, new Spill('/dev/null/spill', 1_000_000))
    fill(target, 42)
    await target.close()
    expect(reporter.missed).toBe(42)
  })
})

test('a damaged file is renamed and reported, and those after it are stored', async () => {
  const folder = await temporaryFolder()
  const spill = new Spill(folder, 1e9)
  await spill.put([seen(1, 10)])
  await spill.put([seen(2, 10)])
  await writeFile(join(folder, '00000001-1.ndjson'), 'not JSON\n')
  await expect(spill.first()).rejects.toThrow(
    /00000001-1\.ndjson\.damaged; sightings in it, which are not archived: 1/,
  )
  expect(await spill.first()).toMatchObject({ sightings: [{ json: seen(2, 10).json }] })
  expect(await readdir(folder)).toContain('00000001-1.ndjson.damaged')
  const again = new Spill(folder, 1e9)
  expect([await again.first(), again.length]).toEqual([expect.anything(), 1])
})

test('a file whose process ended while it was being stored is not counted twice', async () => {
  const folder = await temporaryFolder()
  const spill = new Spill(folder, 1e9)
  await spill.put([seen(1, 10), seen(2, 10)])
  const first = await spill.first()
  await store.record(first?.sightings ?? [], first?.merge ?? 'add')

  // The next process.
  const target = recorder({ onFull: 'spill' }, new Spill(folder, 1e9))
  await clock.advance(0)
  await store.recorded.reaches(4)
  await target.close()
  expect(await readdir(folder)).toEqual([])
  expect((await store.scan(0, 10)).map(({ timesSeen }) => timesSeen)).toEqual([1, 1])
})

test('a file that is added during the removal of another is not lost', async () => {
  const spill = new Spill(await temporaryFolder(), 1e9)
  await spill.put([seen(1, 10)])
  const first = await spill.first()
  await Promise.all([spill.put([seen(2, 20)]), first?.remove()])
  expect((await spill.first())?.sightings).toEqual([seen(2, 20)])
})
