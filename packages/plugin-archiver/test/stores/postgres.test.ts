import { redactUrl } from 'clacks'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/stores/open-store.js'
import { PostgresStore } from '../../src/stores/postgres.js'
import { type PostgresServer, startPostgres } from './postgres-server.js'
import { seen } from './sightings.js'
import { testStore } from './store-contract.js'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

function opened(url: string): PostgresStore {
  const store = new PostgresStore(url, redactUrl(url))
  onTestFinished(() => store.close())
  return store
}

async function run(url: string, text: string): Promise<void> {
  const client = await server.connect(url)
  await client.query(text)
  await client.end()
}

testStore('an archive in PostgreSQL', async () => {
  const url = await server.createDatabase()
  return () => openStore(url)
})

describe('failures', () => {
  test('creates the tables once if many nodes open an empty database', async () => {
    const url = await server.createDatabase()
    const stores = Array.from({ length: 8 }, () => opened(url))
    await Promise.all(stores.map((store, n) => store.record([seen('x', n + 1)], 'add')))
    expect(await stores[0]?.scan(0, 10)).toMatchObject([{ timesSeen: 8, firstSeen: 1, lastSeen: 8 }])
  })

  test('reports a wrong password without revealing it', async () => {
    const url = (await server.createDatabase()).replace(/clacks:[^@]*@/, 'clacks:swordfish@')
    const failure = await opened(url).open().catch(String)
    expect(failure).toMatch(/the user name or the password is wrong/)
    expect(failure).not.toMatch(/swordfish/)
  })

  test('reports a missing database', async () => {
    const url = `${await server.createDatabase()}_missing`
    await expect(opened(url).open()).rejects.toThrow('the database does not exist')
  })

  test('leaves an archive of a newer version alone', async () => {
    const url = await server.createDatabase()
    const store = opened(url)
    await store.record([seen('x', 1)], 'add')
    await store.close()
    await run(url, 'UPDATE clacks_archive.version SET number = 99')
    await expect(store.record([seen('y', 1)], 'add')).rejects.toMatchObject({
      kind: 'version',
      message: expect.stringMatching(
        /has schema version 99; this version of the archiver supports up to 2\.$/,
      ),
    })
    await run(url, 'UPDATE clacks_archive.version SET number = 2')
    expect(await store.scan(0, 10)).toHaveLength(1)
  })

  test('upgrades an archive of an older version', async () => {
    const url = await server.createDatabase()
    const store = opened(url)
    await store.record([seen('x', 1, 'a')], 'add')
    const before = await store.scan(0, 10)
    await store.close()
    await run(
      url,
      'ALTER TABLE clacks_archive.messages DROP COLUMN signature; UPDATE clacks_archive.version SET number = 1',
    )
    expect(await store.scan(0, 10)).toEqual(before)
    await store.record([{ ...seen('x', 2), signature: 'valid' }], 'add')
    expect(await store.scan(0, 10)).toMatchObject([{ timesSeen: 2, signature: 'valid' }])
  })

  test('reports a read-only user', async () => {
    const url = await server.createDatabase()
    const store = opened(url)
    await store.record([seen('x', 1)], 'add')
    await run(
      url,
      `ALTER DATABASE ${new URL(url.replace('%2F', '')).pathname.slice(1)} SET default_transaction_read_only = on`,
    )
    await store.close()
    await expect(store.record([seen('y', 1)], 'add')).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('reconnects after connections are cut', async () => {
    const url = await server.createDatabase()
    const store = opened(url)
    await store.record([seen('x', 1)], 'add')
    await run(
      url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await store.record([seen('y', 1)], 'add').catch(() => store.record([seen('y', 1)], 'add'))
    expect(await store.scan(0, 10)).toHaveLength(2)
  })

  test('reconnects after the server restarts', async () => {
    const url = await server.createDatabase()
    const store = opened(url)
    await store.record([seen('x', 1, 'a')], 'add')
    await server.stop()
    await expect(store.record([seen('y', 1, 'a')], 'add')).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(store.record([seen('y', 1, 'a')], 'add')).rejects.toThrow('nothing listens there')
    await server.start()
    await store.record([seen('y', 1, 'a', 'b')], 'add')
    expect(await store.scan(0, 10)).toHaveLength(2)
  })
})
