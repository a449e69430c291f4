// Files or a database: what stores a queue best?
// node --import tsx harness/carriers.ts [--rounds 5] [--seconds 1]
//
// Each message is written, confirmed and removed, with a number of them in flight. The files of the
// journal against a table of SQLite (libsql, WAL), both with one fsync for all messages of a turn
// of the event loop. Figures are ratios within one run.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type QueuedText, systemClock } from 'clacks'
import Database from 'libsql'
import { localDisk } from '../src/disk.js'
import { Journal } from '../src/journal.js'

interface Carrier {
  write(message: QueuedText): Promise<void>
  remove(transfer: string): void
  close(): Promise<void>
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '1' } },
})
const ROUNDS = Number(values.rounds)
const MS = Number(values.seconds) * 1_000
const JSON_TEXT = JSON.stringify('x'.repeat(200))

const carriers: Record<string, (folder: string, sync: boolean) => Promise<Carrier>> = {
  files: async (folder, sync) => {
    const journal = await Journal.open({
      disk: localDisk,
      clock: systemClock,
      folder,
      fsync: sync ? 'always' : 'never',
      compactAbove: 2 ** 23,
      writeFailed: (thrown) => console.error(thrown),
      closeFailed: (thrown) => console.error(thrown),
      compactionFailed: (thrown) => console.error(thrown),
      written: () => {},
    })
    return {
      write: (message) => journal.write([message]),
      remove: (transfer) => journal.remove(transfer),
      close: () => journal.close(),
    }
  },
  libsql: async (folder, sync) => tableCarrier(join(folder, 'queue.db'), sync),
}

/** A table: everything that one turn of the event loop requests is one transaction. */
function tableCarrier(file: string, sync: boolean): Carrier {
  const database = new Database(file)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec(`PRAGMA synchronous = ${sync ? 'FULL' : 'OFF'}`)
  database.exec('CREATE TABLE queue (transfer TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO queue VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM queue WHERE transfer = ?')
  let pending: { readonly run: () => void; readonly done?: () => void }[] = []
  let isWaiting = false
  const add = (item: (typeof pending)[number]): void => {
    pending.push(item)
    if (isWaiting) return
    isWaiting = true
    setImmediate(() => {
      isWaiting = false
      const items = pending
      pending = []
      database.exec('BEGIN')
      for (const { run } of items) run()
      database.exec('COMMIT')
      for (const { done } of items) done?.()
    })
  }
  return {
    write: ({ transfer, json }) =>
      new Promise((done) => add({ run: () => void insert.run(transfer, json), done })),
    remove: (transfer) => add({ run: () => void remove.run(transfer) }),
    close: async () => {
      await new Promise((resume) => setImmediate(resume))
      database.close()
    },
  }
}

interface Figure {
  readonly messages: number
  /** Share of the time during which the event loop was blocked, from 0 to 1. */
  readonly busy: number
}

async function measure(name: string, inFlightMessages: number, sync: boolean): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-carriers-'))
  const carrier = await carriers[name]?.(folder, sync)
  if (carrier === undefined) throw new Error(name)
  let [count, isOn] = [0, true]
  const one = async (lane: number): Promise<void> => {
    for (let index = 0; isOn; index++) {
      const transfer = `AAAAAAAAAAAAAAAA.${lane}.${index}`
      await carrier.write({ transfer, json: JSON_TEXT, bytes: JSON_TEXT.length, sender: undefined })
      count++
      carrier.remove(transfer)
    }
  }
  const before = performance.eventLoopUtilization()
  const running = Array.from({ length: inFlightMessages }, (_, lane) => one(lane))
  await pause(MS)
  const messages = count / (MS / 1_000)
  const busy = performance.eventLoopUtilization(before).utilization
  isOn = false
  await Promise.all(running)
  await carrier.close()
  await rm(folder, { recursive: true })
  return { messages, busy }
}

async function fsyncMs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-carriers-'))
  const file = await open(join(folder, 'file'), 'w')
  const times: number[] = []
  for (let round = 0; round < 200; round++) {
    const before = performance.now()
    await file.write(Buffer.alloc(300), 0, 300, round * 300)
    await file.datasync()
    times.push(performance.now() - before)
  }
  await file.close()
  await rm(folder, { recursive: true })
  return median(times)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
}

console.log(`one write of 300 bytes with fdatasync: ${(await fsyncMs()).toFixed(2)} ms`)
console.log(
  '| in flight | fsync | files, messages per second | libsql | files / libsql | event loop blocked, files | libsql |',
)
console.log('|--:|---|--:|--:|--:|--:|--:|')
for (const sync of [true, false]) {
  for (const inFlightMessages of [1, 16, 64, 512]) {
    const figures: Record<string, Figure[]> = { files: [], libsql: [] }
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, list] of Object.entries(figures))
        list.push(await measure(name, inFlightMessages, sync))
    const of = (name: string, key: keyof Figure): number =>
      median((figures[name] ?? []).map((figure) => figure[key]))
    const [files, libsql] = [of('files', 'messages'), of('libsql', 'messages')]
    const cells = [
      inFlightMessages,
      sync ? 'always' : 'never',
      Math.round(files),
      Math.round(libsql),
      (files / libsql).toFixed(2),
      percent(of('files', 'busy')),
      percent(of('libsql', 'busy')),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
