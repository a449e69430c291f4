import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { satisfies } from 'semver'
import { readPluginSchema } from '../../../config/check/plugin-schemas.js'
import { pluginIn } from '../../../config/layer/merge.js'
import { type ReadConfig, readConfig } from '../../../config/read/read-config.js'
import { isObject, valueAt } from '../../../config/read/source.js'
import { findPackage, type InstalledPackage } from '../../../config/resolve/installed-plugins.js'
import { isPath, packagesFor } from '../../../config/resolve/plugin-names.js'
import { VERSION } from '../../../version.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { npm } from './npm.js'

/** A problem of a plugin and what to do about it. */
interface PluginIssue {
  readonly message: string
  readonly fix: string
}

/** The origin and compatibility of a plugin. */
interface PluginReport {
  readonly name: string
  readonly package: string
  readonly version: string
  readonly folder: string
  /** Where npm got it from; undefined for a linked or unpacked folder. */
  readonly source: string | undefined
  /** The range of clacks versions it supports. */
  readonly engine: string | undefined
  /** Whether the registry has a provenance statement; undefined if it could not be queried. */
  readonly provenance: boolean | undefined
  readonly installScripts: readonly string[]
  readonly issues: readonly PluginIssue[]
}

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/**
 * `clacks plugins doctor`: checks the origin and compatibility of each plugin package. Exits with 1
 * if there are issues.
 */
export async function pluginsDoctor({ config, json }: ConfigOptions): Promise<ExitCode> {
  const read = await readConfig(config, {})
  const reports = await Promise.all((await packagesOf(read)).map((used) => reportOn(used, read)))
  if (json === true) writeJson(reports)
  else if (reports.length === 0) writeLine('The config uses no plugin packages.')
  else for (const report of reports) writeReport(report)
  return reports.some(({ issues }) => issues.length > 0) ? EXIT.failed : EXIT.done
}

interface Used {
  readonly name: string
  readonly installed: InstalledPackage
  /** Its name is resolved from this folder. */
  readonly from: string
}

async function packagesOf({ entries }: ReadConfig): Promise<readonly Used[]> {
  const found = new Map<string, Used>()
  for (const { entry, folder } of entries) {
    const name = pluginIn(entry)
    if (typeof name !== 'string' || isPath(name)) continue
    for (const candidate of packagesFor(name)) {
      const installed = await findPackage(candidate, folder)
      if (installed === undefined) continue
      found.set(installed.folder, { name, installed, from: folder })
      break
    }
  }
  return [...found.values()]
}

async function reportOn({ name, installed, from }: Used, { file }: ReadConfig): Promise<PluginReport> {
  const { folder, manifest } = installed
  const version = String(manifest.version)
  const engine = [
    valueAt(manifest, ['peerDependencies', 'clacks']),
    valueAt(manifest, ['engines', 'clacks']),
  ].find((range) => typeof range === 'string')
  const locked = await lockedEntry(installed, from)
  const source = sourceOf(locked)
  const scripts = isObject(manifest.scripts) ? Object.keys(manifest.scripts) : []
  const installScripts = INSTALL_SCRIPTS.filter((script) => scripts.includes(script))
  const main = await findPackage('clacks', file === undefined ? process.cwd() : dirname(file))
  const own = await findPackage('clacks', folder)
  const schema = await readPluginSchema(name, from)
  const issues: PluginIssue[] = []
  if (typeof engine !== 'string')
    issues.push({
      message: 'does not declare a supported clacks version',
      fix: 'Ask its author for a peer dependency on `clacks`.',
    })
  else if (!satisfies(VERSION, engine))
    issues.push({
      message: `supports clacks ${engine}, but this is ${VERSION}`,
      fix: 'Install a compatible version.',
    })
  if (main !== undefined && own !== undefined && main.folder !== own.folder)
    issues.push({
      message: `has its own copy of clacks (${own.folder})`,
      fix: 'Run npm dedupe, or ask its author for a peer dependency.',
    })
  if (installScripts.length > 0)
    issues.push({
      message: `runs ${installScripts.join(', ')} on installation`,
      fix: `Review these scripts in ${join(folder, 'package.json')}.`,
    })
  if (schema?.problem !== undefined)
    issues.push({
      message: `its options cannot be read: ${schema.problem}`,
      fix: 'Report this to its author.',
    })
  return {
    name,
    package: installed.name,
    version,
    folder,
    source,
    engine: typeof engine === 'string' ? engine : undefined,
    provenance: source === undefined ? undefined : await hasProvenance(installed.name, version),
    installScripts,
    issues,
  }
}

/** The entry of a package in the lock file that npm writes on installation. */
async function lockedEntry(
  { name }: InstalledPackage,
  from: string,
): Promise<Readonly<Record<string, unknown>>> {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      const lock: unknown = JSON.parse(
        await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8'),
      )
      const entry = valueAt(lock, ['packages', `node_modules/${name}`])
      if (isObject(entry)) return entry
    } catch {
      // Try the parent folder.
    }
    if (folder === dirname(folder)) return {}
  }
}

/** npm can be configured to omit the URL. Packages from a registry still have a checksum. */
function sourceOf({ link, resolved, integrity }: Readonly<Record<string, unknown>>): string | undefined {
  if (link === true) return undefined
  if (typeof resolved === 'string') return resolved
  return typeof integrity === 'string' ? 'the registry' : undefined
}

async function hasProvenance(name: string, version: string): Promise<boolean | undefined> {
  const { code, stdout } = await npm(
    ['view', `${name}@${version}`, 'dist.attestations.provenance', '--json'],
    process.cwd(),
  )
  if (code !== 0) return undefined
  return stdout.trim() !== ''
}

function writeReport(report: PluginReport): void {
  const { name, version, folder, source, engine, provenance, installScripts, issues } = report
  writeLine(`${name} ${version}`)
  writeLine(`  from         ${relative(process.cwd(), folder)}${source === undefined ? '' : `, ${source}`}`)
  writeLine(`  for clacks   ${engine ?? 'not declared'}`)
  writeLine(`  provenance   ${provenance === undefined ? 'unknown' : provenance ? 'yes' : 'no'}`)
  writeLine(`  on install   ${installScripts.join(', ') || 'runs nothing'}`)
  for (const { message, fix } of issues) {
    writeLine(`  issue        ${message}`)
    writeLine(`               -> ${fix}`)
  }
}
