// What does a journal cost the receiver?
// node --import tsx harness/cost.ts [--rounds 5] [--seconds 2]
//
// A node in its own process receives messages of 200 characters over TLS. The policies take turns
// in each round. Figures are ratios within one run.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Clacks, createLog } from 'clacks'
import { freePort } from 'clacks/testing'
import { generate } from 'selfsigned'

const SCRIPT = fileURLToPath(new URL('node-to-kill.ts', import.meta.url))
/** Messages in flight. */
const LOAD = 64
const WARM_MS = 500

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' } },
})

/** Messages per second that the node answers 200. */
async function measure(fsync: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-cost-'))
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  await writeFile(join(folder, 'key.pem'), pair.private)
  await writeFile(join(folder, 'cert.pem'), pair.cert)
  const port = await freePort()
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', SCRIPT, folder, `${port}`, fsync, '0', `${2 ** 23}`],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  await once(child, 'message')
  const sender = new Clacks({
    hostname: '127.0.0.1',
    port: 0,
    sendrate: Number.POSITIVE_INFINITY,
    idleAnnounce: 0,
    tls: { trust: 'none' },
    log: createLog('error'),
  })
  let count = 0
  const message = 'x'.repeat(200)
  sender.hooks.sent.tap('cost', () => {
    count++
    sender.enqueue(message)
  })
  try {
    await sender.start()
    await sender.announce('127.0.0.1', port)
    for (let number = 0; number < LOAD; number++) sender.enqueue(message)
    await pause(WARM_MS)
    const [before, since] = [count, performance.now()]
    await pause(Number(values.seconds) * 1_000)
    return (count - before) / ((performance.now() - since) / 1_000)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await sender.stop()
    await rm(folder, { recursive: true })
  }
}

const figures: Record<string, number[]> = { none: [], never: [], interval: [], always: [] }
for (let round = 0; round < Number(values.rounds); round++)
  for (const [fsync, rates] of Object.entries(figures)) rates.push(await measure(fsync))
console.log('| journal | messages per second | share of the rate without a journal |')
console.log('|---|--:|--:|')
for (const [fsync, rates] of Object.entries(figures)) {
  const ratios = rates.map((rate, round) => rate / (figures.none?.[round] ?? Number.NaN))
  console.log(`| ${fsync} | ${Math.round(median(rates))} | ${median(ratios).toFixed(2)} |`)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
}
