import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { satisfies } from 'semver'
import { readPluginSchema } from '../../../config/check/plugin-schemas.js'
import { type ReadConfig, readConfig } from '../../../config/read/read-config.js'
import { isObject, valueAt } from '../../../config/read/source.js'
import { findPackage, type InstalledPackage } from '../../../config/resolve/installed-plugins.js'
import { isPath, packagesFor } from '../../../config/resolve/plugin-names.js'
import { VERSION } from '../../../version.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { npm } from './npm.js'

/** What is to be known of a plugin before it is relied on. */
interface Examined {
  readonly name: string
  readonly package: string
  readonly version: string
  readonly folder: string
  /** Where npm took it from; undefined for a linked or unpacked folder. */
  readonly source: string | undefined
  /** The versions of clacks that it says it fits. */
  readonly engine: string | undefined
  /** Whether the registry has a statement of where and from what it was built; undefined where that cannot be asked. */
  readonly provenance: boolean | undefined
  readonly installScripts: readonly string[]
  /** What is doubtful, each with its mend. */
  readonly doubts: readonly string[]
}

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/** `clacks plugins doctor`: where each plugin package of the config comes from, what it fits, and what is doubtful. 1 with doubts. */
export async function pluginsDoctor({ config, json }: ConfigOptions): Promise<ExitCode> {
  const read = await readConfig(config, {})
  const examined = await Promise.all((await packagesOf(read)).map((each) => examine(each, read)))
  if (json === true) writeJson(examined)
  else if (examined.length === 0) writeLine('The config uses no plugin package.')
  else for (const each of examined) writeExamined(each)
  return examined.some(({ doubts }) => doubts.length > 0) ? EXIT.failed : EXIT.done
}

interface Used {
  readonly name: string
  readonly installed: InstalledPackage
  /** Where its name is resolved from. */
  readonly from: string
}

async function packagesOf({ entries }: ReadConfig): Promise<readonly Used[]> {
  const found = new Map<string, Used>()
  for (const { entry, folder } of entries) {
    const name: unknown = Array.isArray(entry) ? entry[0] : entry
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

async function examine({ name, installed, from }: Used, { file }: ReadConfig): Promise<Examined> {
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
  const checks: readonly (string | false | undefined)[] = [
    typeof engine !== 'string' &&
      'it does not say which clacks it fits; ask its author for a peer dependency `clacks`',
    typeof engine === 'string' &&
      !satisfies(VERSION, engine) &&
      `it is made for clacks ${engine}, this is ${VERSION}; install a version that fits`,
    main !== undefined &&
      own !== undefined &&
      main.folder !== own.folder &&
      `it brings a copy of clacks of its own (${own.folder}); npm dedupe, or ask its author for a peer dependency`,
    installScripts.length > 0 &&
      `it runs ${installScripts.join(', ')} when it is installed; look at what they do in ${join(folder, 'package.json')}`,
    schema?.problem !== undefined && `its options cannot be read: ${schema.problem}; tell its author`,
  ]
  return {
    name,
    package: installed.name,
    version,
    folder,
    source,
    engine: typeof engine === 'string' ? engine : undefined,
    provenance: source === undefined ? undefined : await hasProvenance(installed.name, version),
    installScripts,
    doubts: checks.filter((doubt) => typeof doubt === 'string'),
  }
}

/** What npm wrote down of a package when it installed it. */
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
      // Not here: the next folder upwards may have it.
    }
    if (folder === dirname(folder)) return {}
  }
}

/** npm may be told to leave out the address; what it took from a registry has a checksum all the same. */
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

function writeExamined(examined: Examined): void {
  const { name, version, folder, source, engine, provenance, installScripts, doubts } = examined
  writeLine(`${name} ${version}`)
  writeLine(`  from         ${relative(process.cwd(), folder)}${source === undefined ? '' : `, ${source}`}`)
  writeLine(`  for clacks   ${engine ?? 'not said'}`)
  writeLine(
    `  provenance   ${provenance === undefined ? 'cannot be asked for' : provenance ? 'stated' : 'none'}`,
  )
  writeLine(`  on install   ${installScripts.join(', ') || 'runs nothing'}`)
  for (const doubt of doubts) writeLine(`  doubt        ${doubt}`)
}
