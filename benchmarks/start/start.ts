import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/clacks/bin/clacks.js', import.meta.url))
const REPORTER = fileURLToPath(new URL('cpu-of.cjs', import.meta.url))
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))

const THREE = [
  'logger',
  ['message-formatter', { required: ['text'] }],
  ['archiver', { path: './archive.db' }],
]

/** CPU milliseconds of all threads of `clacks`: for its help, and until a node listens. */
export async function start({ rounds }: Effort): Promise<Goal[]> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-start-'))
  try {
    await symlink(MODULES, join(folder, 'node_modules'))
    // The first start creates the certificate.
    await started(folder, THREE)
    const measures: Record<string, () => Promise<number>> = {
      'node, an empty program': () => ended(folder, ['--eval', '']),
      'clacks --help': () => ended(folder, [PROGRAM, '--help']),
      'clacks start, no plugins': () => started(folder, []),
      'clacks start, three first-party plugins': () => started(folder, THREE),
    }
    const figures = new Map(Object.keys(measures).map((name) => [name, [] as number[]]))
    for (let round = 0; round < rounds; round++)
      for (const [name, measure] of Object.entries(measures)) figures.get(name)?.push(await measure())
    const middle = (name: string): number => median(figures.get(name) ?? [])
    const rows = [...figures.keys()].map((name) => [name, middle(name).toFixed(0)])
    printTable(['CPU of the whole process', 'ms'], rows)
    return [goal('clacks --help', middle, 100), goal('clacks start, three first-party plugins', middle, 300)]
  } finally {
    await rm(folder, { recursive: true })
  }
}

function goal(name: string, middle: (name: string) => number, most: number): Goal {
  const figure = middle(name)
  return { text: `${name}: ${figure.toFixed(0)} ms of CPU, goal ${most}`, met: figure <= most }
}

async function ended(folder: string, args: readonly string[]): Promise<number> {
  const { child, cpu } = run(folder, args)
  child.stdout.resume()
  const used = cpu()
  await once(child, 'exit')
  return used
}

async function started(folder: string, plugins: readonly unknown[]): Promise<number> {
  await writeFile(join(folder, 'clacks.config.json'), JSON.stringify({ port: 0, plugins }))
  const { child, cpu } = run(folder, [PROGRAM, 'start', '--json'])
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"started"')) break
  const used = cpu()
  child.kill('SIGUSR2')
  const figure = await used
  child.kill('SIGKILL')
  await once(child, 'exit')
  return figure
}

function run(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['--require', REPORTER, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const cpu = async (): Promise<number> => {
    const [text] = await once(child.stderr, 'data')
    return Number(String(text).split('\n')[0])
  }
  return { child, cpu }
}
