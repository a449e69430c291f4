import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Clacks } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { archiver } from '../src/index.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { temporaryFolder } from './temporary-folder.js'

test('stores each message once, with when, how often and from whom it was received', async () => {
  const path = join(await temporaryFolder(), 'archive.db')
  const network = await createNetwork({
    nodes: ['a', 'b', 'c'],
    patient: true,
    options: { idleAnnounce: 0 },
    plugins: (name) => (name === 'a' ? [archiver({ path })] : []),
  })
  const start = network.clock.now()
  network.node('a').enqueue({ class: 'chat', text: 'GNU Terry Pratchett' })
  await network.advance('30s')
  await network.stop()

  const store = new SqliteStore(path)
  const [message, ...others] = await store.scan(0, 10)
  await store.close()
  expect(others).toEqual([])
  expect(message).toMatchObject({ class: 'chat', firstSeen: start })
  expect(JSON.parse(message?.json ?? '')).toEqual({ class: 'chat', text: 'GNU Terry Pratchett' })
  const received = message?.peers.reduce((sum, peer) => sum + peer.timesSeen, 0) ?? 0
  expect(received).toBe(network.node('a').statistics().received)
  expect(message?.timesSeen).toBe(1 + received)
  expect(message?.peers.map(({ hostname }) => hostname)).toEqual(expect.arrayContaining(['b', 'c']))
})

test.each([
  ['classes', { classes: ['chat', ''] }, ['{"class":"chat","n":1}', '"no class"']],
  [
    'a schema',
    { schema: { type: 'object', required: ['n'], properties: { n: { const: 2 } } } },
    ['{"class":"note","n":2}'],
  ],
  ['a function', { filter: (message: unknown) => typeof message === 'string' }, ['"no class"']],
])('archives what %s select', async (_, selection, expected) => {
  const path = join(await temporaryFolder(), 'archive.db')
  const network = await createNetwork({
    nodes: ['a'],
    patient: true,
    plugins: () => [archiver({ path, ...selection })],
  })
  for (const message of [{ class: 'chat', n: 1 }, { class: 'note', n: 2 }, 'no class'])
    network.node('a').enqueue(message)
  await network.advance('1s')
  await network.stop()
  const store = new SqliteStore(path)
  const found = await store.scan(0, 10)
  await store.close()
  expect(found.map(({ json }) => json)).toEqual(expect.arrayContaining(expected))
  expect(found).toHaveLength(expected.length)
})

test('paths are relative to the folder of the node', async () => {
  const folder = await temporaryFolder()
  for (const written of [{ path: 'here.db' }, { store: 'sqlite:there.db' }]) {
    await using node = new Clacks({ port: 0, folder, plugins: [archiver(written)] })
    await node.start()
    node.enqueue('GNU')
  }
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['here.db', 'there.db']))
})
