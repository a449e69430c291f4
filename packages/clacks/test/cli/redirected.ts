import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { PROGRAM } from './command.js'

/** A command whose output goes somewhere else than to the test. */
export interface Redirected {
  readonly process: ChildProcess
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

/** Starts `clacks …` with these streams. It is killed after the test. */
export function redirected(
  args: readonly string[],
  cwd: string,
  stdio: StdioOptions,
  env: Readonly<Record<string, string>> = {},
): Redirected {
  const { CI: _, FORCE_COLOR: __, ...inherited } = process.env
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, stdio, env: { ...inherited, ...env } })
  const ended = once(child, 'close').then(([code]): number | null => code)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { process: child, ended }
}
