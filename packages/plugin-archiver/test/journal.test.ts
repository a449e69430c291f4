import { join } from 'node:path'
import { Clacks, type Plugin } from 'clacks'
import { expect, onTestFinished, test } from 'vitest'
import journal from '../../plugin-journal/src/index.js'
import archiver from '../src/index.js'
import { SqliteStore } from '../src/stores/sqlite.js'
import { RecordingLog } from './recording-log.js'
import { temporaryFolder } from './temporary-folder.js'

async function startNode(folder: string, plugins: readonly Plugin[], sendrate: number): Promise<Clacks> {
  const node = new Clacks({
    hostname: '127.0.0.1',
    port: 0,
    idleAnnounce: 0,
    log: new RecordingLog(),
    folder,
    plugins: [...plugins],
    sendrate,
  })
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

test.each([
  ['journal first', () => [journal({}), archiver({ batchMs: 1 })]],
  ['archiver first', () => [archiver({ batchMs: 1 }), journal({})]],
])('accepted messages are in the archive and in the queue after a restart: %s', async (_, plugins) => {
  const folder = await temporaryFolder()
  const receiver = await startNode(folder, plugins(), 0)
  const sender = await startNode(await temporaryFolder(), [], Number.POSITIVE_INFINITY)
  const accepted = new Promise<void>((resolve) => {
    let left = 2
    sender.hooks.sent.tap('test', () => {
      if (--left === 0) resolve()
    })
  })
  for (const message of ['a', 'b']) sender.enqueue(message)
  sender.addPeer('127.0.0.1', receiver.address.port)
  await accepted
  await receiver.stop()

  const restarted = await startNode(folder, plugins(), 0)
  expect([...restarted.peek()].sort()).toEqual(['a', 'b'])
  const store = new SqliteStore(join(folder, 'clacks-archive.db'))
  onTestFinished(() => store.close())
  const archived = await store.scan(0, 10)
  expect(archived.map(({ json, timesSeen }) => [json, timesSeen]).sort()).toEqual([
    ['"a"', 1],
    ['"b"', 1],
  ])
})
