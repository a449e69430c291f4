import { createPackageFromTarballData } from '@arethetypeswrong/core'
import { nameOf } from '../../packages/clacks/src/config/resolve/plugin-names.js'
import { type Registry, record } from './registry.ts'

/** The keyword that makes a package a plugin. */
export const KEYWORD = 'clacks-plugin'

/** A plugin in the catalogue. Everything that comes from its package is untrusted text. */
export interface Entry {
  /** Its name in a config. */
  readonly name: string
  readonly package: string
  readonly version: string
  readonly description: string
  readonly author: string | undefined
  readonly license: string | undefined
  /** The range of its peer dependency. */
  readonly clacks: string | undefined
  /** When this version was published, as `2026-11-23`. */
  readonly published: string | undefined
  /** Whether npm has a provenance attestation for it. */
  readonly hasProvenance: boolean
  readonly deprecated: string | undefined
  /** http or https only. */
  readonly repository: string | undefined
  readonly options: readonly EntryOption[]
}

/** An option of a plugin. */
export interface EntryOption {
  readonly name: string
  readonly type: string
  readonly default: string | undefined
  readonly description: string
}

/**
 * Reads a package from the registry.
 * @returns undefined if it is not a plugin: it lacks the keyword or the name of one
 * @throws RegistryError
 */
export async function entryOf(registry: Registry, packageName: string): Promise<Entry | undefined> {
  const document = await registry.document(packageName)
  const version = text(record(document['dist-tags']).latest)
  const manifest = record(record(document.versions)[version ?? ''])
  const name = nameOf(packageName)
  const { keywords } = manifest
  if (version === undefined || name === undefined || !Array.isArray(keywords) || !keywords.includes(KEYWORD))
    return undefined
  const dist = record(manifest.dist)
  return {
    name,
    package: packageName,
    version,
    description: text(manifest.description) ?? '',
    author: text(manifest.author) ?? text(record(manifest.author).name),
    license: text(manifest.license),
    clacks: text(record(manifest.peerDependencies).clacks),
    published: text(record(document.time)[version])?.slice(0, 10),
    hasProvenance: record(dist.attestations).provenance !== undefined,
    deprecated: text(manifest.deprecated),
    repository: webAddress(text(manifest.repository) ?? text(record(manifest.repository).url)),
    options: await optionsOf(registry, text(dist.tarball), text(record(manifest.clacks).schema)),
  }
}

/**
 * Reads the schema, which is a file in the package. If it cannot be read, only the options of this
 * package are missing.
 */
async function optionsOf(
  registry: Registry,
  tarball: string | undefined,
  schema: string | undefined,
): Promise<readonly EntryOption[]> {
  if (tarball === undefined || schema === undefined) return []
  const bytes = await registry.tarball(tarball)
  try {
    const files = createPackageFromTarballData(bytes)
    const path = `/node_modules/${files.packageName}/${schema.replace(/^\.\//, '')}`
    const { properties } = record(JSON.parse(files.readFile(path)))
    return Object.entries(record(properties)).map(([name, option]) => {
      const { type, default: value, description, enum: values } = record(option)
      return {
        name,
        type: Array.isArray(values)
          ? values.map((each) => JSON.stringify(each)).join(' | ')
          : [type].flat().join(' | '),
        default: value === undefined ? undefined : JSON.stringify(value),
        description: text(description) ?? '',
      }
    })
  } catch {
    return []
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/**
 * Converts `git+https://…/x.git` and `github:o/x` to a URL that a browser opens. Omits anything
 * else, in particular `javascript:`.
 */
function webAddress(written: string | undefined): string | undefined {
  if (written === undefined) return undefined
  const [, owner] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(written) ?? []
  const address =
    owner === undefined ? written.replace(/^git\+/, '').replace(/\.git$/, '') : `https://github.com/${owner}`
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
    ? new URL(address).href
    : undefined
}
