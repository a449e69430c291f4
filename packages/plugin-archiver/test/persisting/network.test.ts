import { join } from 'node:path'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { archiver } from '../../src/index.js'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { temporaryFolder } from '../temporary-folder.js'

test('puts back a lost message, which is not a sighting', async () => {
  const folder = await temporaryFolder()
  const network = await createNetwork({
    nodes: ['a', 'b', 'c'],
    seed: 3,
    patient: true,
    options: { idleAnnounce: 0, sendrate: 0.1 },
    plugins: (name) =>
      name === 'a'
        ? [archiver({ path: join(folder, 'a.db'), persister: { after: 300_000, jitter: 0 } })]
        : [],
  })
  network.node('a').enqueue('GNU Terry Pratchett')
  await network.advance('1m')
  while (network.locate('GNU Terry Pratchett').copies > 0) {
    const holder = ['b', 'c'].find((name) => network.node(name).peek().length > 0)
    if (holder !== undefined) network.kill(holder)
    else await network.advance('1s')
    if (holder !== undefined) await network.restart(holder)
  }
  await network.advance('10m')
  expect(network.locate('GNU Terry Pratchett').copies).toBe(1)
  const { received } = network.node('a').statistics()
  await network.stop()
  const store = new SqliteStore(join(folder, 'a.db'))
  expect(await store.scan(0, 10)).toMatchObject([{ timesSeen: received + 1 }])
  await store.close()
})

test('does not put back a message that waits in the queue of the node', async () => {
  const path = join(await temporaryFolder(), 'a.db')
  const network = await createNetwork({
    nodes: ['a'],
    patient: true,
    plugins: () => [archiver({ path, persister: { after: 60_000, jitter: 0, rate: 10 } })],
  })
  network.node('a').enqueue({ b: 1, a: 'grüße' })
  await network.advance('10m')
  expect(network.node('a').peek()).toEqual([{ b: 1, a: 'grüße' }])
  await network.stop()
})

test('two persisters do not amplify each other', async () => {
  const folder = await temporaryFolder()
  const network = await createNetwork({
    nodes: 6,
    seed: 5,
    patient: true,
    options: { idleAnnounce: 0, sendrate: 0.2 },
    plugins: (name) =>
      name === 'node-1' || name === 'node-2'
        ? [archiver({ path: join(folder, `${name}.db`), persister: { after: 1_800_000 } })]
        : [],
  })
  for (let n = 0; n < 10; n++) network.node('node-1').enqueue(n)
  await network.advance('3h')
  // Each comes by within minutes: hardly one is taken for lost.
  expect(network.messages().reduce((sum, { copies }) => sum + copies, 0)).toBeLessThanOrEqual(12)
  await network.stop()
})
