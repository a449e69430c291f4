import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { median } from '../table.ts'

const WARM_UP_MS = 1_000

/** Messages a second that a receiver takes, without and with an archive; they take turns. */
export async function receiving(
  rounds: number,
  seconds: number,
): Promise<{ bare: number; archived: number }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
  })
  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  const [bare, archived]: [number[], number[]] = [[], []]
  try {
    for (let round = 0; round < rounds; round++) {
      bare.push(await rate({ key, cert }, seconds))
      archived.push(await rate({ key, cert, path: join(folder, `${round}.db`) }, seconds))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { bare: median(bare), archived: median(archived) }
}

async function rate(
  settings: { key: string; cert: string; path?: string },
  seconds: number,
): Promise<number> {
  const receiver = start('receiver.ts', settings)
  const [port] = await once(receiver, 'message')
  const sender = start('sender.ts', { ...settings, port })
  try {
    await once(sender, 'message')
    await pause(WARM_UP_MS)
    await messagesOf(receiver)
    await pause(seconds * 1_000)
    return (await messagesOf(receiver)) / seconds
  } finally {
    sender.kill('SIGKILL')
    receiver.kill('SIGKILL')
  }
}

async function messagesOf(child: ChildProcess): Promise<number> {
  child.send('window')
  const [window] = await once(child, 'message')
  return window.messages
}

function start(file: string, settings: object): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--import', 'tsx'] })
  child.send(settings)
  return child
}
