import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { beforeEach, describe, expect, test } from 'vitest'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { seen } from '../stores/sightings.js'
import { temporaryFolder } from '../temporary-folder.js'

// Built by build-programs.ts.
const SCRIPT = fileURLToPath(
  new URL('../../node_modules/.cache/archiver/archive-command.js', import.meta.url),
)

let folder: string
let store: string
beforeEach(async () => {
  folder = await temporaryFolder()
  store = `sqlite:${join(folder, 'archive.db')}`
})

async function archive(args: readonly string[], input?: string, cwd = folder) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { cwd })
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

async function fill(file = 'archive.db', count = 3): Promise<void> {
  const opened = new SqliteStore(join(folder, file))
  const messages = Array.from({ length: count }, (_, n) =>
    seen({ class: 'chat', text: `word${n} \u001b[31m`, n }, 1_000 * n, 'a'),
  )
  await opened.record(messages, 'add')
  await opened.close()
}

async function contents(file: string) {
  const opened = new SqliteStore(join(folder, file))
  const found = await opened.scan(0, 100_000)
  await opened.close()
  return found
}

test('stats, search and show', async () => {
  await fill()
  const stats = await archive(['stats', '--store', store])
  expect(stats).toMatchObject({ code: 0, stderr: '' })
  expect(stats.stdout).toMatch(/^messages +3\nas JSON +\d+ bytes\n[\s\S]*class "chat" +3\n$/)
  expect(JSON.parse((await archive(['stats', '--json', '--store', store])).stdout)).toMatchObject({
    messages: 3,
    peers: 1,
    classes: { chat: 3 },
  })

  const found = await archive([
    'search',
    'word*',
    '--from',
    '1970-01-01T00:00:01Z',
    '--class',
    'chat',
    '--peer',
    'a:8080',
    '--limit',
    '1',
    '--store',
    store,
  ])
  expect(found.stdout).toMatch(
    /^1970-01-01T00:00:02\.000Z {2}[0-9a-f]{64} {2}1 time\n {2}\{"class":"chat","text":"word2 /,
  )
  const cursor = /--cursor (\S+)/.exec(found.stdout)?.[1] ?? ''
  const next = await archive(['search', 'word*', '--cursor', cursor, '--json', '--store', store])
  expect(
    next.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message.n),
  ).toEqual([1, 0])

  const { hash } = JSON.parse(next.stdout.split('\n')[0] ?? '')
  const shown = JSON.parse((await archive(['show', hash, '--store', store])).stdout)
  expect(shown).toMatchObject({ hash, message: { n: 1 }, timesSeen: 1, peers: [{ hostname: 'a' }] })
  expect((await archive(['search', 'nothing', '--store', store])).stdout).toBe('No messages were found.\n')
  expect((await archive(['search', '🎉', '--store', store])).stdout).toBe(
    'No messages were found. Only letters and digits can be searched.\n',
  )
})

test('escapes what would change a terminal, in JSON too', async () => {
  const opened = new SqliteStore(join(folder, 'archive.db'))
  const message = { text: 'word \u009b31m \u202e \u{e0041}' }
  await opened.record([seen(message, 1, 'a')], 'add')
  await opened.close()
  const { stdout } = await archive(['search', 'word', '--json', '--store', store])
  const { hash, message: found } = JSON.parse(stdout)
  const shown = (await archive(['show', hash, '--store', store])).stdout
  expect([found, JSON.parse(shown).message]).toEqual([message, message])
  const listed = (await archive(['search', 'word', '--store', store])).stdout
  expect([stdout, shown, listed].join('')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
})

test('reports a missing archive, an unknown hash, an invalid amount', async () => {
  expect(await archive(['stats'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(
      `The archive ${join(folder, '.clacks/clacks-archive.db')} does not exist.`,
    ),
  })
  await fill()
  expect((await archive(['show', 'abc', '--store', store])).stderr).toContain(
    'The archive has no message with the hash abc',
  )
  expect((await archive(['prune', '--max-age', '7 days', '--store', store])).stderr).toContain(
    'Expected an age such as 90s',
  )
  expect((await archive(['prune', '--store', store])).stderr).toContain('Expected a limit')
})

test('uses the store of the archiver in the config, also from a subfolder', async () => {
  await fill('named.db')
  await writeFile(
    join(folder, 'plugin.js'),
    `export default {
    name: 'archiver', id: 'archiver', resolveOptions: () => ({ path: './named.db' }), setup() {} }`,
  )
  await writeFile(join(folder, 'clacks.config.json'), '{ "plugins": ["./plugin.js"] }')
  expect((await archive(['stats', '--json'])).stdout).toContain('"messages":3')
  const below = join(folder, 'below')
  await mkdir(below)
  expect((await archive(['stats', '--json'], '', below)).stdout).toContain('"messages":3')
})

describe('export and import', () => {
  test('move an archive, and change nothing when repeated', async () => {
    await fill('archive.db', 2_500)
    expect(await archive(['export', 'all.ndjson', '--store', store])).toMatchObject({
      code: 0,
      stdout: 'Exported 2,500 messages to all.ndjson.\n',
    })
    for (let round = 0; round < 2; round++) {
      const { stdout } = await archive(['import', 'all.ndjson', '--store', 'sqlite:other.db'])
      expect(stdout).toBe('Imported 2,500 messages.\n')
    }
    expect(await contents('other.db')).toEqual(await contents('archive.db'))
    for (const [index, standard] of [[], ['-']].entries()) {
      const exported = await archive(['export', ...standard, '--store', store])
      const piped = await archive(
        ['import', ...standard, '--store', `sqlite:piped-${index}.db`],
        exported.stdout,
      )
      expect(piped.stdout).toBe('Imported 2,500 messages.\n')
      expect(await contents(`piped-${index}.db`)).toEqual(await contents('archive.db'))
    }
  })

  test('an interrupted import is resumed', async () => {
    await fill('archive.db', 2_500)
    await archive(['export', 'all.ndjson', '--store', store])
    const lines = (await readFile(join(folder, 'all.ndjson'), 'utf8')).split('\n')
    await writeFile(join(folder, 'torn.ndjson'), [...lines.slice(0, 2_000), '{"torn'].join('\n'))
    // What is left of an import that was ended after its first batch.
    const first = await archive(['import', 'torn.ndjson', '--store', 'sqlite:other.db'])
    expect(first).toMatchObject({
      code: 1,
      stdout: 'Imported 2,000 messages.\n',
      stderr: expect.stringContaining('line 2001: it is not JSON'),
    })
    const target = createHash('sha256').update('sqlite:other.db').digest('hex')
    const offset = Buffer.byteLength(`${lines.slice(0, 2_000).join('\n')}\n`)
    await writeFile(join(folder, 'all.ndjson.imported'), `${offset} ${target}`)
    const second = await archive(['import', 'all.ndjson', '--store', 'sqlite:other.db'])
    expect(second.stderr).toContain('Resuming the import at byte')
    expect(second.stdout).toBe('Imported 500 messages.\n')
    expect(await contents('other.db')).toHaveLength(2_500)
    // Into another store it begins at the beginning.
    await writeFile(join(folder, 'all.ndjson.imported'), `${offset} ${target}`)
    expect((await archive(['import', 'all.ndjson', '--store', 'sqlite:third.db'])).stdout).toBe(
      'Imported 2,500 messages.\n',
    )
  })

  test('an interrupted import of lines with CRLF and U+2028 is resumed at the right byte', async () => {
    const lines = ['one', 'tw\u2028o', 'three'].map(
      (message) => `${JSON.stringify({ message, firstSeen: 1, lastSeen: 1, timesSeen: 1 })}\r\n`,
    )
    await writeFile(join(folder, 'all.ndjson'), lines.join(''))
    const whole = await archive(['import', 'all.ndjson', '--store', 'sqlite:whole.db'])
    expect(whole).toMatchObject({ code: 0, stdout: 'Imported 3 messages.\n' })
    expect((await contents('whole.db')).map(({ json }) => JSON.parse(json))).toEqual([
      'one',
      'tw\u2028o',
      'three',
    ])
    const target = createHash('sha256').update('sqlite:rest.db').digest('hex')
    const offset = Buffer.byteLength(lines.slice(0, 2).join(''))
    await writeFile(join(folder, 'all.ndjson.imported'), `${offset} ${target}`)
    const rest = await archive(['import', 'all.ndjson', '--store', 'sqlite:rest.db'])
    expect(rest).toMatchObject({ code: 0, stdout: 'Imported 1 message.\n' })
    expect(await contents('rest.db')).toMatchObject([{ json: '"three"' }])
  })

  test('an import does not write through a link', async () => {
    await fill()
    await archive(['export', 'all.ndjson', '--store', store])
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await symlink('mine.txt', join(folder, 'all.ndjson.imported'))
    const { code } = await archive(['import', 'all.ndjson', '--store', 'sqlite:linked.db'])
    expect([code, await readFile(join(folder, 'mine.txt'), 'utf8')]).toEqual([0, 'mine'])
  })

  test('an import without a checkpoint file continues, and reports that it cannot be resumed', async () => {
    await fill()
    await archive(['export', 'all.ndjson', '--store', store])
    // Where the note on how far it came would stand, there is a folder.
    await mkdir(join(folder, 'all.ndjson.imported'))
    const { code, stdout, stderr } = await archive(['import', 'all.ndjson', '--store', 'sqlite:other.db'])
    expect([code, stdout]).toEqual([0, 'Imported 3 messages.\n'])
    expect(stderr).toMatch(/^If interrupted, this import cannot be resumed: EISDIR.*\n$/)
    expect(await contents('other.db')).toHaveLength(3)
  })

  test.each([
    [['import', 'nothing.ndjson'], 'nothing.ndjson cannot be read: ENOENT'],
    [['import', '.'], '. is a folder; expected a file.'],
    [['export', 'nowhere/all.ndjson'], 'nowhere/all.ndjson cannot be written: ENOENT'],
  ])('%j names the file', async (args, complaint) => {
    await fill()
    expect(await archive([...args, '--store', store])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(complaint),
    })
  })

  test('skips and reports invalid lines; a dry run stores nothing', async () => {
    const good = '{"message":"x","firstSeen":1,"lastSeen":2,"timesSeen":3}'
    const forged = `{"hash":"${'0'.repeat(64)}","message":"x","firstSeen":1,"lastSeen":2,"timesSeen":3}`
    const input = [good, 'no JSON', '{"message":1}', forged, ''].join('\n')
    const dry = await archive(['import', '--dry-run', '--store', store], input)
    expect(dry.stdout).toBe('Read 1 message.\n')
    const { code, stdout, stderr } = await archive(['import', '--store', store], input)
    expect([code, stdout]).toEqual([1, 'Imported 1 message.\n'])
    expect(stderr).toMatch(
      /3 invalid lines were skipped:\n {2}line 2: it is not JSON[\s\S]*line 3: it is not a line of an export[\s\S]*line 4: the message does not have the hash/,
    )
    expect(await contents('archive.db')).toMatchObject([{ json: '"x"', timesSeen: 3 }])
  })
})

test('prune removes the least recently seen; a dry run only reports them', async () => {
  await fill('archive.db', 10)
  const dry = await archive(['prune', '--max-messages', '4', '--dry-run', '--store', store])
  expect(dry.stdout).toMatch(/^Would remove 6 messages \(\d+ bytes\)\.\n$/)
  expect(await contents('archive.db')).toHaveLength(10)
  expect((await archive(['prune', '--max-messages', '4', '--store', store])).stdout).toMatch(
    /^Removed 6 messages .*\./,
  )
  expect((await contents('archive.db')).map(({ firstSeen }) => firstSeen)).toEqual([
    6_000, 7_000, 8_000, 9_000,
  ])
  expect((await archive(['prune', '--max-age', '7d', '--store', store])).stdout).toContain('4 messages')
})

test('verify finds outside changes; compact works while another process reads', async () => {
  await fill()
  expect((await archive(['verify', '--store', store])).stdout).toBe(
    'Verified 3 messages. No damage was found.\n',
  )
  expect((await archive(['compact', '--store', store])).stdout).toMatch(
    /^[\d.,]+ kB before, [\d.,]+ kB now\.\n$/,
  )
  const db = new Database(join(folder, 'archive.db'))
  db.exec(`UPDATE messages SET message = replace(message, 'word1', 'word9')`)
  db.close()
  const { code, stdout, stderr } = await archive(['verify', '--store', store])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/The archive is damaged:\n {2}message [0-9a-f]{64}: it has the hash [0-9a-f]{64}\n/)
})
