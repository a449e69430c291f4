import { join } from 'node:path'
import { definePlugin } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { archiver } from '../src/index.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { temporaryFolder } from './temporary-folder.js'

/** Without the type that a signature plugin declares: this one has only what the archiver uses. */
const SERVICE: string = 'signatures'

const signer = definePlugin({
  name: 'signer',
  setup(ctx) {
    ctx.provide(SERVICE, {
      state: (message: unknown) => ({ state: message === 'forged' ? 'invalid' : 'valid', author: 'Adora' }),
    })
  },
})

// In any order: the plugin that checks signatures is set up first.
test.each([
  ['a plugin that checks signatures', (path: string) => [archiver({ path }), signer()], ['valid', 'invalid']],
  ['without a signature plugin', (path: string) => [archiver({ path })], ['unknown', 'unknown']],
])('stores the signature state: %s', async (_, plugins, expected) => {
  const path = join(await temporaryFolder(), 'archive.db')
  const network = await createNetwork({ nodes: ['a'], patient: true, plugins: () => plugins(path) })
  network.node('a').enqueue('true')
  network.node('a').enqueue('forged')
  await network.advance('1s')
  await network.stop()
  const store = new SqliteStore(path)
  const found = await store.scan(0, 10)
  await store.close()
  expect(found.map(({ signature }) => signature)).toEqual(expected)
})
