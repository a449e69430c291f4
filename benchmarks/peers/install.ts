import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { System } from './systems.ts'

const FOLDER = import.meta.dirname
const COMMAND = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']

/** Installs the packages of the other systems on first use, and when their lockfile changes. */
export function installPackages(): void {
  if (isNewer(join(FOLDER, 'node_modules/.package-lock.json'), join(FOLDER, 'package-lock.json'))) return
  const command = COMMAND.join(' ')
  console.log(`Installing the packages of benchmarks/peers (${command}) …\n`)
  // A shell finds npm.cmd on Windows.
  const { status } = spawnSync(command, { cwd: FOLDER, stdio: 'inherit', shell: true })
  if (status !== 0) throw new Error(`The packages are missing: run \`${command}\` in benchmarks/peers.`)
}

/** Why a system cannot run here; undefined if it can. */
export function missing({ program }: System): string | undefined {
  if (program === undefined) return undefined
  if (process.platform !== 'linux') return `the CPU of ${program.command} is read from /proc`
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isInstalled = folders.some((folder) => modified(join(folder, program.command)) !== undefined)
  return isInstalled ? undefined : `there is no ${program.command} on PATH. To install it: ${program.install}`
}

/** Names and versions of all that was measured. */
export function versionsOf(systems: readonly System[]): string[] {
  const packages = new Set(systems.flatMap((system) => system.packages))
  const programs = new Set(systems.flatMap(({ program }) => program?.command ?? []))
  return [
    `Node.js ${process.versions.node}`,
    ...[...packages].map((name) => `${name} ${versionOf(name)}`),
    ...[...programs].map((command) => spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout.trim()),
  ]
}

/** From the folder of the packages, or from the root of the repository. */
function versionOf(name: string): string {
  const folders = [FOLDER, join(FOLDER, '../..')].map((folder) => join(folder, 'node_modules', name))
  const folder = folders.find((each) => modified(each) !== undefined) ?? name
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}

function isNewer(file: string, than: string): boolean {
  return (modified(file) ?? 0) >= (modified(than) ?? 0)
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
