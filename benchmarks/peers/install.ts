import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { System } from './systems.ts'

const FOLDER = import.meta.dirname
const COMMAND = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']

/** The part of a lockfile that counts here. */
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>
}

/** Installs the packages of the other systems on first use, and when their lockfile changes. */
export function installPackages(): void {
  const installed = join(FOLDER, 'node_modules/.package-lock.json')
  if (existsSync(installed) && areInstalled(read(join(FOLDER, 'package-lock.json')), read(installed))) return
  const command = COMMAND.join(' ')
  console.log(`Installing the packages of benchmarks/peers (${command}) …\n`)
  // A shell finds npm.cmd on Windows.
  const { status } = spawnSync(command, { cwd: FOLDER, stdio: 'inherit', shell: true })
  if (status !== 0) throw new Error(`The packages are missing: run \`${command}\` in benchmarks/peers.`)
}

/** Whether all packages of a lockfile are there, except those for other platforms. */
export function areInstalled(wanted: Lockfile, installed: Lockfile): boolean {
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed.packages[path]?.version === version,
  )
}

/** Why a system cannot run here; undefined if it can. */
export function missing({ program }: System): string | undefined {
  if (program === undefined) return undefined
  if (process.platform !== 'linux') return `the CPU of ${program.command} is read from /proc`
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isInstalled = folders.some((folder) => existsSync(join(folder, program.command)))
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
  const folder = folders.find((each) => existsSync(each)) ?? name
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}

function read(lockfile: string): Lockfile {
  return JSON.parse(readFileSync(lockfile, 'utf8'))
}
