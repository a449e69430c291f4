import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Clacks, createLog, drop } from 'clacks'
import { freePort, SeededRandom } from 'clacks/testing'
import { generate } from 'selfsigned'
import type { Fsync } from '../src/journal/journal.js'
import { type Account, Ledger, type Numbered } from './ledger.js'

const SCRIPT = fileURLToPath(new URL('node-to-kill.ts', import.meta.url))
/** Messages on their way to the node at a time. */
const LOAD = 200
/** Share of the kills that hit the node while it starts. */
const WHILE_STARTING = 0.2
const MAX_LIFE_MS = 150

/** What is to be done. */
export interface KillOptions {
  readonly kills: number
  readonly seed: string
  readonly fsync: Fsync
  /** See {@link Ledger}; left out: any. */
  readonly moment?: number
  readonly progress?: (kills: number, ledger: Ledger) => void
}

/** What came of it. */
export interface KillReport extends Account {
  readonly kills: number
  /** Kills that hit the node before it listened. */
  readonly whileStarting: number
  /** Messages that were in the queue when it was back, in all lives together. */
  readonly restored: number
  /** Lives that began without knowing a peer. */
  readonly withoutPeers: number
}

/**
 * A node with a journal, in a process of its own, between a node that sends and a node that only receives, over TLS. Again and again
 * it is killed at a moment that the seed chooses, and started anew. At the end it may empty its queue, and the accounts are closed.
 */
export async function runKills({
  kills,
  seed,
  fsync,
  moment = Number.POSITIVE_INFINITY,
  progress,
}: KillOptions): Promise<KillReport> {
  const random = new SeededRandom(seed)
  const ledger = new Ledger(moment)
  const folder = await mkdtemp(join(tmpdir(), 'clacks-kills-'))
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  await writeFile(join(folder, 'key.pem'), pair.private)
  await writeFile(join(folder, 'cert.pem'), pair.cert)
  const port = await freePort()
  const sender = await startSink(port, ledger)
  const receiver = await startSink(port, ledger)
  const stopLoad = load(sender, ledger)
  const count = { kills: 0, whileStarting: 0, restored: 0, withoutPeers: 0 }
  let child: ChildProcess | undefined
  let startMs = 1_000
  /** False where it ended before it listened. */
  const begin = async (): Promise<boolean> => {
    const since = performance.now()
    ledger.begun()
    child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, folder, `${port}`, fsync], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [first] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])])
    if (first === undefined) return false
    startMs = performance.now() - since
    count.restored += first.queued
    if (first.peers === 0) count.withoutPeers++
    await Promise.all([sender.announce('127.0.0.1', port), receiver.announce('127.0.0.1', port)])
    return true
  }
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    ledger.killed(performance.now())
    await once(child, 'exit')
  }
  try {
    await begin()
    while (!existsSync(join(folder, 'journal', 'peers.json'))) await pause(50)
    while (count.kills < kills) {
      await kill()
      count.kills++
      const begun = begin()
      if (random.fraction() < WHILE_STARTING) {
        await pause(random.fraction() * startMs)
        await kill()
        count.kills++
        if (!(await begun)) count.whileStarting++
        await begin()
      } else await begun
      await pause(random.fraction() * MAX_LIFE_MS)
      progress?.(count.kills, ledger)
    }
    stopLoad()
    await untilEmpty(sender, ledger)
    return { ...count, ...ledger.close() }
  } finally {
    await kill()
    await Promise.all([sender.stop(), receiver.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

/** A node that takes every message that comes, and knows nobody but the node that is killed. */
async function startSink(port: number, ledger: Ledger): Promise<Clacks<Numbered>> {
  const sink = new Clacks<Numbered>({
    hostname: '127.0.0.1',
    port: 0,
    sendrate: Number.POSITIVE_INFINITY,
    idleAnnounce: 0,
    tls: { trust: 'none' },
    log: createLog('error'),
  })
  sink.hooks.admitPeer.tap('kills', (address) => address.port === port)
  sink.hooks.received.tap('kills', ({ message }) => {
    ledger.arrived(message, performance.now())
    return drop('it has arrived')
  })
  await sink.start()
  return sink
}

/** Keeps messages on their way to the node until the function that it returns is called. */
function load(sender: Clacks<Numbered>, ledger: Ledger): () => void {
  let isOn = true
  sender.hooks.sent.tap('kills', ({ message }) => {
    ledger.accepted(message)
    if (isOn) sender.enqueue(ledger.next())
  })
  sender.hooks.sendFailed.tap('kills', ({ message, status }) => {
    if (status === undefined) ledger.unanswered(message)
  })
  for (let count = 0; count < LOAD; count++) sender.enqueue(ledger.next())
  return () => {
    isOn = false
  }
}

/** Waits until nothing is on its way any more. What does not come then is lost. */
async function untilEmpty(sender: Clacks<Numbered>, ledger: Ledger): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const { queued, inFlight } = sender.statistics()
    if (queued + inFlight + ledger.missing().length === 0) break
    await pause(100)
  }
  // What comes twice comes now.
  await pause(1_000)
}
