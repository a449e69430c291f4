import { definePlugin } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Archive, archiver } from '../src/index.js'
import { RecordingLog } from './recording-log.js'
import { type PostgresServer, startPostgres } from './stores/postgres-server.js'
import { temporaryFolder } from './temporary-folder.js'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

/** Any number: the key of an advisory lock. */
const KEY = 42

/**
 * From now on every write takes two seconds, and the first one as long as the caller wants: until
 * it gives the lock back.
 */
async function slowDown(url: string) {
  const client = await server.connect(url)
  onTestFinished(() => client.end())
  await client.query(`
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_advisory_xact_lock_shared(${KEY});
      PERFORM pg_sleep(2);
      RETURN NULL;
    END $$;
    CREATE TRIGGER dawdle BEFORE INSERT ON clacks_archive.messages FOR EACH STATEMENT EXECUTE FUNCTION dawdle();
    SELECT pg_advisory_lock(${KEY})`)
  return client
}

test('a node passes messages on while each query of its database takes two seconds, and loses none', async () => {
  const store = await server.createDatabase()
  const log = new RecordingLog()
  let archive: Archive | undefined
  const reader = definePlugin({
    name: 'reader',
    requires: ['archiver'],
    setup(ctx) {
      archive = ctx.inject('archive')
    },
  })
  const settings = {
    store,
    bufferMessages: 300,
    onFull: 'spill',
    spillPath: await temporaryFolder(),
  } as const
  const network = await createNetwork({
    nodes: ['a', 'b'],
    options: (name) => ({ idleAnnounce: 0, sendrate: 50, ...(name === 'a' && { log }) }),
    plugins: (name) => (name === 'a' ? [archiver(settings), reader()] : []),
  })
  await archive?.stats()
  const database = await slowDown(store)
  for (let n = 0; n < 20; n++) network.node('b').enqueue(n)
  while (network.node('a').statistics().sent < 800) await network.advance('1s')
  expect(await archive?.stats()).toMatchObject({ recorded: 0, notArchived: 0, failure: undefined })
  network.kill('b')
  await network.advance('1s')
  const { received } = network.node('a').statistics()

  await database.query(`SELECT pg_advisory_unlock(${KEY})`)
  await vi.waitFor(
    async () => {
      await network.advance(250)
      expect(await archive?.stats()).toMatchObject({ recorded: received, waiting: 0, notArchived: 0 })
    },
    { timeout: 55_000, interval: 50 },
  )
  // The node also reports the peer that was killed.
  expect(log.lines.filter((line) => !line.includes('cannot be reached'))).toEqual([
    'warn: The archive cannot keep up with the messages. They wait on the disk.',
    'info: The messages that waited on the disk are archived.',
  ])
  await network.stop()
  const { rows } = await database.query(
    'SELECT count(*)::int AS messages, sum(times_seen)::int AS times FROM clacks_archive.messages',
  )
  expect(rows).toEqual([{ messages: 20, times: received }])
})
