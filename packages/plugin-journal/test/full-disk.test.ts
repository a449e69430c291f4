import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ClacksError, systemClock } from 'clacks'
import { expect, it } from 'vitest'
import { JournalStore } from '../src/journal-store.js'
import { message, openJournal, transfersIn } from './open-journal.js'
import { RecordingLog } from './recording-log.js'
import { SimulatedDisk } from './simulated-disk.js'
import { temporaryFolder } from './temporary-folder.js'

it('a journal on a full disk logs it once, refuses messages, and continues when there is room', async () => {
  const log = new RecordingLog()
  const disk = new SimulatedDisk(() => 0.5)
  const folder = await temporaryFolder()
  const store = await JournalStore.open({
    disk,
    folder,
    fsync: 'always',
    compactAbove: 2 ** 20,
    log,
    clock: systemClock,
  })
  disk.isFull = () => true
  const problems: unknown[] = []
  store.reportTo((problem) => problems.push(problem))
  for (const name of ['a', 'b', 'c'])
    await expect(store.write([message(name)])).rejects.toThrow('no space left on device')
  expect(() => store.writeSoon([message('d')])).toThrow(ClacksError)
  expect(() => store.writeSoon([message('d')])).toThrow(/cannot be written: no space left on device/)
  disk.isFull = () => false
  await store.write([message('e')])
  store.writeSoon([message('f')])
  await store.close()
  expect(log.lines).toEqual([
    expect.stringMatching(
      /cannot be written: no space left on device\. Retrying; until then messages are refused/,
    ),
    expect.stringMatching(/can be written again/),
  ])
  expect(problems[0]).toBeUndefined()
  expect(problems[1]).toMatch(/cannot be written: no space left on device\. All messages are refused\.$/)
  expect(problems.at(-1)).toBeUndefined()
})

it('peers that cannot be saved are logged once, and saved later', async () => {
  const log = new RecordingLog()
  const disk = new SimulatedDisk(() => 0.5)
  const folder = await temporaryFolder()
  const open = () =>
    JournalStore.open({ disk, folder, fsync: 'always', compactAbove: 2 ** 20, log, clock: systemClock })
  const store = await open()
  const peer = {
    hostname: 'tower',
    port: 1,
    status: 'alive',
    time: 1,
    learnedFrom: '',
    host: 'tower',
  } as const
  const peers = [{ ...peer, secondHand: false, reachable: true }]
  store.restore(() => peers)
  disk.isFull = () => true
  await store.savePeers()
  store.retry()
  await store.savePeers()
  expect(log.lines).toEqual([expect.stringMatching(/peers\.json cannot be saved: no space left .*Retrying/)])
  disk.isFull = () => false
  store.retry()
  await store.close()
  const again = await open()
  expect(again.restore(() => []).peers).toEqual(peers)
  await again.close()
})

const SCRIPT = fileURLToPath(new URL('write-until-full.ts', import.meta.url))

// A limit on the size of files makes the system accept part of a write, like a disk that fills up.
if (process.platform !== 'win32') {
  it('undoes a partial write', async () => {
    const folder = await temporaryFolder()
    const command = 'ulimit -f 8; exec "$0" --import tsx "$@"'
    const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, SCRIPT, folder])
    const { written, code } = JSON.parse(stdout)
    expect(code).toBe('EFBIG')
    expect(written.length).toBeGreaterThan(10)
    const { journal } = await openJournal(folder)
    expect([transfersIn(journal), journal.damages]).toEqual([written, []])
    await journal.close()
  })
}
