import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { VerifyReport } from '../src/verify/verify.js'

const GOOD = fileURLToPath(new URL('./fixtures/good', import.meta.url))
const BIN = fileURLToPath(new URL('../bin/clacks-plugin.js', import.meta.url))
const CLACKS = fileURLToPath(new URL('../../clacks', import.meta.url))

/** Changes a copy of the good plugin, inspects it, and removes it. */
export async function withPlugin(
  change: (folder: string) => Promise<void>,
  inspect: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks plugin ü-'))
  try {
    await cp(GOOD, folder, { recursive: true })
    await change(folder)
    await inspect(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Replaces text in a file of the copy. @throws Error if the text is missing */
export async function replace(folder: string, file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not have ${from}`)
  await writeFile(join(folder, file), text.replaceAll(from, to))
}

/** Runs the built command. */
export function command(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return commandIn(process.env, ...args)
}

/** Runs the built command in an environment. */
export function commandIn(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [BIN, ...args], { timeout: 110_000, env }, (_, out, err) =>
      done({ code: child.exitCode, out, err }),
    )
  })
}

/** The report of `verify` with the clacks of this repository. */
export async function verified(folder: string, ...args: string[]): Promise<VerifyReport> {
  const { out, err } = await command('verify', folder, '--clacks', CLACKS, '--json', ...args)
  if (out === '') throw new Error(err)
  return JSON.parse(out)
}

export { BIN, CLACKS, GOOD }
