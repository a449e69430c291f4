import { join } from 'node:path'
import { ClacksError, definePlugin } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { type Archive, archiver } from '../src/index.js'
import { ArchiveReader } from '../src/reading/archive-reader.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { seen } from './stores/sightings.js'
import { temporaryFolder } from './temporary-folder.js'

test('other plugins read the archive', async () => {
  const path = join(await temporaryFolder(), 'archive.db')
  let archive: Archive | undefined
  const reader = definePlugin({
    name: 'reader',
    requires: ['archiver'],
    setup(ctx) {
      archive = ctx.inject('archive')
      expectTypeOf(ctx.inject('archive')).toEqualTypeOf<Archive>()
    },
  })
  const network = await createNetwork({
    nodes: ['a'],
    patient: true,
    plugins: () => [reader(), archiver({ path })],
  })
  for (let n = 0; n < 3; n++) network.node('a').enqueue({ class: 'chat', text: `word${n}` })
  await network.advance('1s')
  const found: unknown[] = []
  const reading = (async () => {
    for await (const { message } of archive?.query({ text: 'word*', limit: 2 }) ?? []) found.push(message)
  })()
  await network.complete(reading)
  expect(found).toEqual([
    { class: 'chat', text: 'word2' },
    { class: 'chat', text: 'word1' },
  ])
  const stats = archive?.stats()
  expect(await network.complete(stats ?? Promise.reject())).toMatchObject({
    messages: 3,
    recorded: 3,
    waiting: 0,
    notArchived: 0,
    failure: undefined,
  })
  await network.stop()
})

test('an archiver with its own id provides its archive under that id', async () => {
  const folder = await temporaryFolder()
  const keys: unknown[] = []
  const reader = definePlugin({
    name: 'reader',
    requires: ['archiver'],
    setup: (ctx) => void keys.push(ctx.inject('archive:second'), ctx.inject('archive')),
  })
  const plugins = [
    reader(),
    archiver({ path: join(folder, 'a.db') }),
    archiver({ path: join(folder, 'b.db') }, { id: 'second' }),
  ]
  const network = await createNetwork({ nodes: ['a'], patient: true, plugins })
  await network.stop()
  expect(keys).toHaveLength(2)
  expect(keys[0]).not.toBe(keys[1])
})

test('iterates over all messages, and continues from a cursor', async () => {
  const store = new SqliteStore(':memory:')
  await store.record(
    Array.from({ length: 1_000 }, (_, n) => seen(n, Math.floor(n / 7))),
    'add',
  )
  const reader = new ArchiveReader(store)
  const all: { message: unknown; cursor: string; hash: string }[] = []
  for await (const message of reader.query()) all.push(message)
  expect(all.map(({ message }) => message)).toEqual(Array.from({ length: 1_000 }, (_, n) => 999 - n))
  const rest: unknown[] = []
  for await (const { message } of reader.query({ cursor: all[899]?.cursor, limit: 50 })) rest.push(message)
  expect(rest).toEqual(all.slice(900, 950).map(({ message }) => message))
  expect(await reader.get(all[3]?.hash.toUpperCase() ?? '')).toEqual(all[3])
  expect(await reader.get('none')).toBeUndefined()
  await store.close()
})

test('reports a failed read as a ClacksError', async () => {
  const reader = new ArchiveReader(new SqliteStore('/missing/archive.db'))
  const failure = await reader.get('x').catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(ClacksError)
  expect(failure).toMatchObject({
    code: 'ERR_CLACKS_ARCHIVE',
    message: expect.stringContaining('/missing/archive.db'),
  })
  await expect(reader.query({ cursor: 'no cursor' }).next()).rejects.toMatchObject({
    code: 'ERR_CLACKS_OPTION',
  })
})

test.each([
  [{ clas: 'chat' }, /clas: unknown condition.*Did you mean "class"/],
  [{ limit: 1.5 }, /limit: expected an integer, received 1.5/],
  [{ from: new Date(0) }, /from: expected an integer.*date\.getTime\(\)/],
  [{ text: 5 }, /text: expected a string, received 5/],
])('a query that is not valid is an error of its caller: %j', async (query, message) => {
  const store = new SqliteStore(':memory:')
  const reader = new ArchiveReader(store)
  const first = reader.query(Object(query)).next()
  await expect(first).rejects.toMatchObject({
    code: 'ERR_CLACKS_OPTION',
    message: expect.stringMatching(message),
  })
  await expect(reader.get(Object(5))).rejects.toMatchObject({ code: 'ERR_CLACKS_OPTION' })
})
