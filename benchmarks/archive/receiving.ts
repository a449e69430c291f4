import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { median } from '../table.ts'

const WARM_UP_MS = 1_500

/** The work of a receiver. */
export interface Received {
  /** Messages per second. */
  readonly rate: number
  /** CPU microseconds per message: of the thread of the node, and of all threads. */
  readonly node: number
  readonly process: number
}

/** Measures a receiver without and with an archive, in turns; medians of the rounds. */
export async function receiving(
  offered: number,
  rounds: number,
  seconds: number,
): Promise<{ bare: Received; archived: Received }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  })
  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  const [bare, archived]: [Received[], Received[]] = [[], []]
  try {
    for (let round = 0; round < rounds; round++) {
      bare.push(await run({ key, cert }, offered, seconds))
      archived.push(await run({ key, cert, path: join(folder, `${round}.db`) }, offered, seconds))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { bare: medians(bare), archived: medians(archived) }
}

async function run(
  settings: { key: string; cert: string; path?: string },
  offered: number,
  seconds: number,
): Promise<Received> {
  const receiver = start('receiver.ts', settings)
  const [port] = await once(receiver, 'message')
  const sender = start('sender.ts', { ...settings, port, rate: offered })
  try {
    await once(sender, 'message')
    await pause(WARM_UP_MS)
    await workOf(receiver)
    const began = performance.now()
    await pause(seconds * 1_000)
    const work = await workOf(receiver)
    return {
      rate: work.messages / ((performance.now() - began) / 1_000),
      node: work.node / work.messages,
      process: work.process / work.messages,
    }
  } finally {
    sender.kill('SIGKILL')
    receiver.kill('SIGKILL')
  }
}

function medians(runs: readonly Received[]): Received {
  return {
    rate: median(runs.map((each) => each.rate)),
    node: median(runs.map((each) => each.node)),
    process: median(runs.map((each) => each.process)),
  }
}

async function workOf(child: ChildProcess): Promise<{ messages: number; node: number; process: number }> {
  child.send('window')
  const [work] = await once(child, 'message')
  return work
}

function start(file: string, settings: object): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--import', 'tsx'] })
  child.send(settings)
  return child
}
