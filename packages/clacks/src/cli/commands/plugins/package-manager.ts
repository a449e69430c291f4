import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject } from '../../../config/read/source.js'
import { lockedManager, type PackageManagerName } from './lock-files.js'

/** What installs the packages of a project. */
export interface PackageManager {
  readonly command: string
  /** Arguments that install packages without running their scripts; a name follows. */
  readonly install: readonly string[]
}

const BY_NAME: Readonly<Record<PackageManagerName, (folder: string) => PackageManager>> = {
  pnpm,
  yarn,
  bun,
  npm,
}

const NAMES: readonly PackageManagerName[] = ['pnpm', 'yarn', 'bun', 'npm']

/**
 * The package manager of a project: that of the nearest lock file upwards, or of the
 * `packageManager` field of a package.json; npm without either. Another one would write a second
 * lock file, and another `node_modules`.
 */
export function packageManagerOf(project: string): PackageManager {
  for (let folder = project; ; folder = dirname(folder)) {
    const name = lockedManager(folder) ?? namedManager(folder)
    if (name !== undefined) return BY_NAME[name](project)
    if (dirname(folder) === folder) return npm()
  }
}

/** By the `packageManager` field of its package.json. */
function namedManager(folder: string): PackageManagerName | undefined {
  const name = String(manifestOf(folder).packageManager).replace(/@.*/, '')
  return NAMES.find((each) => each === name)
}

function npm(): PackageManager {
  return {
    command: 'npm',
    install: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  }
}

/** Without the option, pnpm refuses to install in the root of a workspace. */
function pnpm(project: string): PackageManager {
  const atRoot = existsSync(join(project, 'pnpm-workspace.yaml')) ? ['--workspace-root'] : []
  return { command: 'pnpm', install: ['add', '--ignore-scripts', ...atRoot] }
}

/** Yarn from version 2 on has a config in YAML, and other options than Yarn 1. */
function yarn(project: string): PackageManager {
  if (isYarn2(project)) return { command: 'yarn', install: ['add', '--mode=skip-build'] }
  const atRoot = manifestOf(project).workspaces === undefined ? [] : ['-W']
  return { command: 'yarn', install: ['add', '--ignore-scripts', ...atRoot] }
}

function bun(): PackageManager {
  return { command: 'bun', install: ['add', '--ignore-scripts'] }
}

function isYarn2(folder: string): boolean {
  if (existsSync(join(folder, '.yarnrc.yml'))) return true
  return dirname(folder) !== folder && isYarn2(dirname(folder))
}

function manifestOf(folder: string): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return isObject(manifest) ? manifest : {}
  } catch {
    // There is none, or the package manager reports what is wrong with it.
    return {}
  }
}
