import { execFile } from 'node:child_process'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ContractIssue, ContractResult, ContractTask } from '../contract/task.js'
import { reasonOf } from '../reason-of.js'
import { checkCommands } from './commands.js'
import { checkConsumers } from './consumers.js'
import { npm } from './npm.js'
import type { PackedPlugin } from './rule.js'
import { schemaIn } from './schema-in.js'

/** The time limit of all checks with one clacks. */
const LIMIT_MS = 240_000
const PROGRAM = fileURLToPath(new URL('../dist/contract.js', import.meta.url))

/**
 * Installs the tarball and one clacks in an empty folder, and runs the checks that need both.
 * @param beside what npm installs beside it: `clacks@1.2.3`, tarballs, folders
 * @param typeRoots see `typeRootsOf`
 */
export async function checkInSandbox(
  plugin: PackedPlugin & { readonly path: string },
  beside: readonly string[],
  folder: string,
  typeRoots: readonly string[],
): Promise<ContractResult> {
  const { name, verify, hasCommands } = plugin.manifest
  const config = { plugins: [...verify.companions, [name, verify.valid[0] ?? {}]] }
  const task: ContractTask = { name, settings: verify, schema: schemaIn(plugin) }
  await write(folder, 'package.json', { name: 'verify-sandbox', private: true, type: 'module' })
  await write(folder, 'clacks.config.json', config)
  await write(folder, 'bare.config.json', {})
  await write(folder, 'companions.config.json', { plugins: verify.companions })
  await write(folder, 'task.json', task)
  try {
    await npm(['install', '--ignore-scripts', '--no-package-lock', plugin.path, ...beside], folder)
  } catch (thrown) {
    return { checks: 1, issues: [{ check: 'host', message: reasonOf(thrown) }] }
  }
  await copyFile(PROGRAM, join(folder, 'program.mjs'))
  const running = runProgram(folder)
  // Meanwhile: the compiler keeps this process busy, and the program is another one.
  const results: ContractResult[] = [{ checks: 1, issues: checkConsumers(name, folder, typeRoots) }]
  const errors = await running
  results.push(await resultOf(folder, errors))
  // Afterwards: the program has no time to lose.
  if (hasCommands) results.push({ checks: 1, issues: await checkCommands(name, folder) })
  return {
    checks: results.reduce((sum, { checks }) => sum + checks, 0),
    issues: results.flatMap(({ issues }) => issues),
  }
}

async function resultOf(folder: string, errors: string): Promise<ContractResult> {
  try {
    return JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))
  } catch {
    const issue: ContractIssue = {
      check: 'finished',
      message: `The checks did not finish. ${errors}`.trim(),
    }
    return { checks: 1, issues: [issue] }
  }
}

function runProgram(folder: string): Promise<string> {
  return new Promise((done) => {
    const limits = { cwd: folder, timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 } as const
    execFile(process.execPath, ['program.mjs'], limits, (_, __, stderr) =>
      done(stderr.trim().split('\n').slice(-8).join('\n')),
    )
  })
}

function write(folder: string, file: string, value: unknown): Promise<void> {
  return writeFile(join(folder, file), JSON.stringify(value))
}
