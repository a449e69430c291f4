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
import type { Fsync } from '../src/journal.js'
import { type DeliveryReport, DeliveryTracker, type Numbered } from './delivery-tracker.js'

const SCRIPT = fileURLToPath(new URL('node-to-kill.ts', import.meta.url))
/** Messages in flight to the node. */
const LOAD = 200
/** Share of the kills that hit the node while starting. */
const WHILE_STARTING = 0.2
const MAX_LIFE_MS = 150

/** Options of {@link runKills}. */
export interface KillOptions {
  readonly kills: number
  readonly seed: string
  readonly fsync: Fsync
  /** See {@link DeliveryTracker}. Default: unlimited. */
  readonly graceMs?: number
  readonly progress?: (kills: number, tracker: DeliveryTracker) => void
}

/** The result of {@link runKills}. */
export interface KillReport extends DeliveryReport {
  readonly kills: number
  /** Kills that hit the node before it listened. */
  readonly whileStarting: number
  /** Messages that were restored, over all starts. */
  readonly restored: number
  /** Starts without a known peer. */
  readonly withoutPeers: number
}

/**
 * Runs a node with a journal in its own process, over TLS, between a node that sends and one that
 * only receives. Kills it at random moments that the seed determines, and restarts it. At the end
 * it sends the rest of its queue, and the deliveries are checked.
 */
export async function runKills({
  kills,
  seed,
  fsync,
  graceMs = Number.POSITIVE_INFINITY,
  progress,
}: KillOptions): Promise<KillReport> {
  const random = new SeededRandom(seed)
  const tracker = new DeliveryTracker(graceMs)
  const folder = await mkdtemp(join(tmpdir(), 'clacks-kills-'))
  const pair = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  await writeFile(join(folder, 'key.pem'), pair.private)
  await writeFile(join(folder, 'cert.pem'), pair.cert)
  const port = await freePort()
  const sender = await startSink(port, tracker)
  const receiver = await startSink(port, tracker)
  const stopLoad = load(sender, tracker)
  const count = { kills: 0, whileStarting: 0, restored: 0, withoutPeers: 0 }
  let child: ChildProcess | undefined
  let startMs = 1_000
  /** Returns false if it was killed before it listened. */
  const start = async (): Promise<boolean> => {
    const since = performance.now()
    tracker.started()
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
    tracker.killed(performance.now())
    await once(child, 'exit')
  }
  try {
    await start()
    while (!existsSync(join(folder, 'journal', 'peers.json'))) await pause(50)
    while (count.kills < kills) {
      await kill()
      count.kills++
      const started = start()
      if (random.fraction() < WHILE_STARTING) {
        await pause(random.fraction() * startMs)
        await kill()
        count.kills++
        if (!(await started)) count.whileStarting++
        await start()
      } else await started
      await pause(random.fraction() * MAX_LIFE_MS)
      progress?.(count.kills, tracker)
    }
    stopLoad()
    await untilEmpty(sender, tracker)
    return { ...count, ...tracker.report() }
  } finally {
    await kill()
    await Promise.all([sender.stop(), receiver.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

/** A node that accepts every message, and knows only the node that is killed. */
async function startSink(port: number, tracker: DeliveryTracker): Promise<Clacks<Numbered>> {
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
    tracker.delivered(message, performance.now())
    return drop('it arrived')
  })
  await sink.start()
  return sink
}

/** Keeps messages in flight to the node until the returned function is called. */
function load(sender: Clacks<Numbered>, tracker: DeliveryTracker): () => void {
  let isOn = true
  sender.hooks.sent.tap('kills', ({ message }) => {
    tracker.accepted(message)
    if (isOn) sender.enqueue(tracker.next())
  })
  sender.hooks.sendFailed.tap('kills', ({ message, status }) => {
    if (status === undefined) tracker.unanswered(message)
  })
  for (let count = 0; count < LOAD; count++) sender.enqueue(tracker.next())
  return () => {
    isOn = false
  }
}

/** Waits until nothing is in flight. What has not arrived by then is lost. */
async function untilEmpty(sender: Clacks<Numbered>, tracker: DeliveryTracker): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const { queued, inFlight } = sender.statistics()
    if (queued + inFlight + tracker.missing().length === 0) break
    await pause(100)
  }
  // Duplicates arrive now.
  await pause(1_000)
}
