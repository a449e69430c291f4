import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The parts of a package.json that are used. A value of the wrong shape counts as missing. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly keywords: readonly string[]
  readonly license: string | undefined
  readonly repository: string | undefined
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly access: string | undefined
  readonly provenance: boolean
  /** The path of the options schema: `clacks.schema`. */
  readonly schema: string | undefined
  /** Whether it brings commands for the shell: `clacks.commands`. */
  readonly hasCommands: boolean
  readonly verify: VerifySettings
}

/**
 * The settings of `verify`: `"clacks-verify": { … }` in the package.json of the plugin. Not under
 * `clacks`, where everything but `schema` and `commands` is a config.
 */
export interface VerifySettings {
  /** Options that the plugin must accept. Default: no options. */
  readonly valid: readonly unknown[]
  /** Options that it must refuse. */
  readonly invalid: readonly unknown[]
  /** Messages that it passes on. Default: a short text. */
  readonly passing: readonly unknown[] | undefined
  /** The plugins that it requires, as a config names them: `'weather'`, `['weather', {…}]`. */
  readonly companions: readonly unknown[]
  /** See `changesInPlace` of the contract suite. */
  readonly changesInPlace: boolean
  /** Id of a rule -> why it is switched off. */
  readonly off: Readonly<Record<string, string>>
}

/** The text of the package.json of a plugin. @throws Error if the folder has none */
export async function manifestText(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'package.json'), 'utf8')
  } catch (cause) {
    throw new Error(`there is no package.json in ${folder}`, { cause })
  }
}

/** Reads the text of a package.json. @throws SyntaxError if it is not JSON */
export function readManifest(text: string): Manifest {
  const raw = record(JSON.parse(text))
  const clacks = record(raw.clacks)
  const verify = record(raw['clacks-verify'])
  const publishing = record(raw.publishConfig)
  return {
    name: string(raw.name) ?? '',
    version: string(raw.version) ?? '',
    keywords: list(raw.keywords).filter((word) => typeof word === 'string'),
    license: string(raw.license),
    repository: string(raw.repository) ?? string(record(raw.repository).url),
    scripts: texts(raw.scripts),
    dependencies: texts(raw.dependencies),
    optionalDependencies: texts(raw.optionalDependencies),
    peerDependencies: texts(raw.peerDependencies),
    access: string(publishing.access),
    provenance: publishing.provenance === true,
    schema: string(clacks.schema),
    hasCommands: clacks.commands !== undefined,
    verify: {
      valid: list(verify.valid),
      invalid: list(verify.invalid),
      passing: Array.isArray(verify.passing) ? verify.passing : undefined,
      companions: list(verify.companions),
      changesInPlace: verify.changesInPlace === true,
      off: texts(verify.off),
    },
  }
}

/** The entries of an object; none for any other value. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value))
  return Object.fromEntries(
    entries.flatMap(([key, text]): [string, string][] => (typeof text === 'string' ? [[key, text]] : [])),
  )
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
