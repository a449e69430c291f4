import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Clacks, createLog } from 'clacks'
import { freePort, SeededRandom } from 'clacks/testing'
import { generate } from 'selfsigned'
import { expect, onTestFinished, test } from 'vitest'
import { SqliteStore } from '../src/stores/sqlite.js'
import { temporaryFolder } from './temporary-folder.js'

const SCRIPT = fileURLToPath(new URL('../node_modules/.cache/archiver/archiving-node.js', import.meta.url))
const KILLS = 6
/** Messages in flight to the node. */
const LOAD = 100
/**
 * Messages that it accepts before it is killed: fewer than a batch, so that most are consumed and
 * not archived.
 */
const MAX_ACCEPTED = 300

test('a node with journal and archive that consumes its messages archives all that it accepted, however often it is killed', async () => {
  const folder = await temporaryFolder()
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  await writeFile(join(folder, 'key.pem'), pair.private)
  await writeFile(join(folder, 'cert.pem'), pair.cert)
  const port = await freePort()
  const accepted = new Set<number>()
  const sender = await startSender(port, accepted)
  const random = new SeededRandom('archive')
  for (let kills = 0; kills < KILLS; kills++) {
    const child = await startArchiving(folder, port)
    await sender.node.announce('127.0.0.1', port)
    await sender.accept(1 + Math.floor(random.fraction() * MAX_ACCEPTED))
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = await startArchiving(folder, port)
  await sender.node.announce('127.0.0.1', port)
  await sender.finish()
  last.send('stop')
  await once(last, 'exit')

  const store = new SqliteStore(join(folder, 'clacks-archive.db'))
  onTestFinished(() => store.close())
  const { messages } = await store.totals()
  const archived = (await store.scan(0, messages)).map(({ json }) => JSON.parse(json).number)
  expect(accepted.size).toBeGreaterThan(LOAD)
  expect([...accepted].filter((number) => !archived.includes(number))).toEqual([])
  expect(archived.filter((number) => !(number < sender.offered()))).toEqual([])
}, 240_000)

async function startArchiving(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [SCRIPT, folder, `${port}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child, 'message')
  return child
}

/** A node that keeps messages in flight to the node that is killed, and knows no other. */
async function startSender(port: number, accepted: Set<number>) {
  const node = new Clacks<{ readonly number: number }>({
    hostname: '127.0.0.1',
    port: 0,
    sendrate: Number.POSITIVE_INFINITY,
    idleAnnounce: 0,
    tls: { trust: 'none' },
    log: createLog('silent'),
  })
  onTestFinished(() => node.stop())
  let offered = 0
  let isOn = true
  let wanted = Number.POSITIVE_INFINITY
  let reached = (): void => {}
  node.hooks.admitPeer.tap('test', (address) => address.port === port)
  node.hooks.sent.tap('test', ({ message }) => {
    accepted.add(message.number)
    if (isOn) node.enqueue({ number: offered++ })
    if (accepted.size >= wanted) reached()
  })
  await node.start()
  while (offered < LOAD) node.enqueue({ number: offered++ })
  const total = async (count: number): Promise<void> => {
    if (accepted.size >= count) return
    await new Promise<void>((resolve) => {
      wanted = count
      reached = resolve
    })
  }
  const accept = (more: number): Promise<void> => total(accepted.size + more)
  const finish = (): Promise<void> => {
    isOn = false
    return total(offered)
  }
  return { node, accept, finish, offered: () => offered }
}
