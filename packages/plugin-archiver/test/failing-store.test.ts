import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { archiver } from '../src/index.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { RecordingLog } from './recording-log.js'
import { temporaryFolder } from './temporary-folder.js'

test('a node passes messages on while its archive fails, and catches up', async () => {
  const folder = join(await temporaryFolder(), 'later')
  const path = join(folder, 'archive.db')
  const log = new RecordingLog()
  const network = await createNetwork({
    nodes: ['a', 'b'],
    patient: true,
    options: (name) => (name === 'a' ? { log, idleAnnounce: 0 } : { idleAnnounce: 0 }),
    plugins: (name) => (name === 'a' ? [archiver({ path })] : []),
  })
  for (let n = 0; n < 20; n++) network.node('b').enqueue(n)
  await network.advance('5m')
  expect(network.node('a').statistics().sent).toBeGreaterThan(100)
  expect(log.lines).toEqual([
    expect.stringMatching(/^warn: The archive failed and will be retried: .*the folder is missing/),
  ])
  await mkdir(folder)
  await network.advance('2m')
  expect(log.lines.slice(1)).toEqual(['info: The archive works again.'])
  network.assertConserved()
  await network.stop()

  const store = new SqliteStore(path)
  const found = await store.scan(0, 100)
  await store.close()
  expect(found.map(({ json }) => Number(json)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, n) => n),
  )
  const times = found.reduce((sum, { timesSeen }) => sum + timesSeen, 0)
  expect(times).toBe(network.node('a').statistics().received)
  expect(network.failures).toEqual([])
})

test('onFull block: a node whose buffer is full refuses messages, and none is lost', async () => {
  const folder = join(await temporaryFolder(), 'later')
  const path = join(folder, 'archive.db')
  const network = await createNetwork({
    nodes: ['a', 'b'],
    patient: true,
    options: { idleAnnounce: 0, sendrate: 20 },
    plugins: (name) => (name === 'a' ? [archiver({ path, onFull: 'block', bufferMessages: 30 })] : []),
  })
  for (let n = 0; n < 50; n++) network.node('b').enqueue(n)
  await network.advance('1m')
  expect(network.node('a').statistics().received).toBe(30)
  await mkdir(folder)
  await network.advance('3m')
  network.assertConserved()
  expect(network.node('a').statistics().received).toBeGreaterThan(100)
  await network.stop()
  const store = new SqliteStore(path)
  expect((await store.totals()).messages).toBe(50)
  await store.close()
})
