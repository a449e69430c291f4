import { execFile } from 'node:child_process'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Database from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/stores/open-store.js'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { temporaryFolder } from '../temporary-folder.js'
import { seen } from './sightings.js'

const SCRIPT = fileURLToPath(new URL('write-in-process.ts', import.meta.url))
const NOBODY = 65_534

async function archiveFile(): Promise<string> {
  return join(await temporaryFolder(), 'archive.db')
}

function opened(file: string): SqliteStore {
  const store = new SqliteStore(file)
  onTestFinished(() => store.close())
  return store
}

test('works again after another process unlocks the file', async () => {
  const file = await archiveFile()
  const store = openStore(`sqlite:${file}`)
  onTestFinished(() => store.close())
  await store.open()
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  await expect(store.record([seen('x', 1)], 'add')).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('another process has locked the file'),
  })
  expect(await store.totals()).toEqual({ messages: 0, bytes: 0 })
  other.exec('COMMIT')
  other.close()
  await store.record([seen('x', 1)], 'add')
  expect(await store.totals()).toEqual({ messages: 1, bytes: 3 })
})

test('works as soon as a missing folder exists', async () => {
  const folder = join(await temporaryFolder(), 'missing')
  const store = opened(join(folder, 'archive.db'))
  await expect(store.open()).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('the folder is missing'),
  })
  await mkdir(folder)
  await store.open()
})

test('creates a new file after it was removed or replaced', async () => {
  const file = await archiveFile()
  const store = opened(file)
  await store.record([seen('x', 1)], 'add')
  for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true })
  await store.record([seen('y', 1)], 'add')
  expect(await opened(file).scan(0, 10)).toMatchObject([{ json: '"y"' }])
})

test('leaves a file alone that is not a database, or one of another application', async () => {
  const file = await archiveFile()
  await writeFile(
    file,
    'These are the notes of somebody else, and they are long enough to be a header of a file.'.repeat(50),
  )
  await expect(opened(file).open()).rejects.toThrow('it is damaged, or not a database')

  const foreign = await archiveFile()
  const db = new Database(foreign)
  db.exec('CREATE TABLE notes (text TEXT)')
  db.close()
  await expect(opened(foreign).open()).rejects.toMatchObject({
    kind: 'version',
    message: `${foreign} is a database of another application.`,
  })
})

test('leaves an archive of a newer version alone', async () => {
  const file = await archiveFile()
  const store = opened(file)
  await store.record([seen('x', 1)], 'add')
  await store.close()
  const db = new Database(file)
  db.exec('PRAGMA user_version = 99')
  await expect(store.record([seen('y', 1)], 'add')).rejects.toMatchObject({
    kind: 'version',
    message: `${file} has schema version 99; this version of the archiver supports up to 2.`,
  })
  db.exec('PRAGMA user_version = 2')
  db.close()
  expect(await store.scan(0, 10)).toHaveLength(1)
})

test('upgrades an archive of an older version', async () => {
  const file = await archiveFile()
  const store = opened(file)
  await store.record([seen('x', 1, 'a')], 'add')
  const before = await store.scan(0, 10)
  await store.close()
  const db = new Database(file)
  db.exec('ALTER TABLE messages DROP COLUMN signature; PRAGMA user_version = 1')
  db.close()
  expect(await store.scan(0, 10)).toEqual(before)
  await store.record([{ ...seen('x', 2), signature: 'valid' }], 'add')
  expect(await store.scan(0, 10)).toMatchObject([{ timesSeen: 2, signature: 'valid' }])
})

test('finds damage', async () => {
  const file = await archiveFile()
  const store = opened(file)
  await store.record(
    Array.from({ length: 100 }, (_, n) => seen(`word${n}`, n)),
    'add',
  )
  const db = new Database(file)
  db.exec('PRAGMA writable_schema = ON; DELETE FROM words_data WHERE id > 100; DROP INDEX messages_quiet')
  db.close()
  await store.close()
  expect((await store.check()).join()).toMatch(/words/)
})

if (process.platform !== 'win32') {
  describe('in a process with limits', () => {
    async function write(file: string, command: string, uid?: number) {
      const args = ['-c', `${command} exec "$0" --import tsx "$@"`, process.execPath, SCRIPT, file]
      const { stdout } = await promisify(execFile)(
        'sh',
        args,
        uid === undefined ? {} : { uid, gid: uid, env: { TMPDIR: '/tmp', PATH: process.env.PATH } },
      )
      return JSON.parse(stdout)
    }

    // The limit of a process on the size of its files makes the system refuse a write, as a disk
    // does that is full.
    test('refuses a whole batch on a full disk, and preserves earlier ones', async () => {
      const file = await archiveFile()
      const { batches, failure, readable } = await write(file, 'ulimit -f 400;')
      expect(failure).toMatchObject({ kind: 'unavailable' })
      expect(batches).toBeGreaterThan(1)
      expect(readable).toMatchObject({ messages: batches * 10 })
      const store = opened(file)
      expect(await store.check()).toEqual([])
      await store.record([seen('and on', 1)], 'add')
    })

    test('reports a read-only folder', async () => {
      const folder = await temporaryFolder()
      await chmod(folder, 0o555)
      onTestFinished(() => chmod(folder, 0o755))
      const { batches, failure } = await write(
        join(folder, 'archive.db'),
        '',
        process.getuid?.() === 0 ? NOBODY : undefined,
      )
      expect(batches).toBe(0)
      expect(failure).toMatchObject({
        kind: 'unavailable',
        text: expect.stringContaining('missing or read-only'),
      })
    })
  })
}
