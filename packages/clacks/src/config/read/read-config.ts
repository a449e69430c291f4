import { dirname, resolve } from 'node:path'
import type { Plugin } from '../../plugins/plugin.js'
import { ConfigError, type Fault } from '../check/config-issue.js'
import { validate, validateWhole } from '../check/validate.js'
import type { Config } from '../define-config.js'
import { findConfig } from '../find/find.js'
import { type Environment, misspeltVariables } from '../layer/environment.js'
import { filesOf, type Layer, readLayers } from '../layer/layers.js'
import {
  type MergedEntry,
  mergeConfigs,
  mergeEntries,
  mergeObjects,
  whoSays,
  whoSaysInEntry,
} from '../layer/merge.js'
import { hide, secretsIn } from '../layer/secrets.js'
import { resolvePlugins } from '../resolve/resolve-plugins.js'
import { type ConfigSource, faultIn, formatPath, type Path, type Wrong } from './source.js'

/** Where a config is looked for. */
export interface LoadConfigOptions {
  /** The folder to search upwards from, and where a relative path starts. Default: the working directory. */
  readonly cwd?: string
  /** The environment variables that override the config, and that `$env` names. Default: those of the process. */
  readonly env?: Environment
}

/** A config that has no faults, with everything that it was made from. */
export interface ReadConfig {
  readonly file: string | undefined
  readonly folder: string
  readonly config: Config
  readonly plugins: readonly Plugin[]
  /** Weakest first. */
  readonly layers: readonly Layer[]
  /** The entries of `plugins` after merging; those that are skipped included. */
  readonly entries: readonly MergedEntry[]
  /** All files that say something, absolute. */
  readonly files: readonly string[]
}

/**
 * Finds, loads, merges and checks a config, and finds its plugins.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all faults at once
 */
export async function readConfig(
  path: string | undefined,
  { cwd = process.cwd(), env = process.env }: LoadConfigOptions,
): Promise<ReadConfig> {
  const file = path === undefined ? await findConfig(cwd) : resolve(cwd, path)
  const layers = await readLayers(file, env, cwd)
  const checked = await Promise.all(layers.map(checkLayer))
  const entries = mergeEntries(layers)
  const { plugins, wrong } = await resolvePlugins(entries)
  const whole = validateWhole(mergeObjects(layers.map(({ value }) => value)))

  const found: readonly Found[] = [
    ...misspeltVariables(env, variablesIn(layers)).map(misspelt),
    ...checked.flatMap((each) => each.found),
    ...whole.map((each) => ({ source: sourceOf(layers, each.path), wrong: each })),
    ...wrong.flatMap((each) => inPlugins(each, entries, layers)),
  ]
  if (found.length > 0) throw new ConfigError(await faultsOf(found, layers), file)
  const config = mergeConfigs(checked.flatMap((each) => each.valid))
  const folder = file === undefined ? resolve(cwd) : dirname(file)
  return { file, folder, config, plugins, layers, entries, files: filesOf(layers) }
}

/** Something that is wrong, and who says it. */
interface Found {
  readonly source: ConfigSource
  readonly wrong: Wrong
}

interface Checked {
  readonly valid: readonly { readonly config: Config; readonly folder: string }[]
  readonly found: readonly Found[]
}

/** What no layer says. */
const NOWHERE: ConfigSource = { file: undefined, text: undefined, value: undefined, locate: () => undefined }

async function checkLayer(layer: Layer): Promise<Checked> {
  const { source, folder } = layer
  const { config, wrong } = await validate(layer.value, folder)
  const news = wrong.filter(({ path }) => !isSaid(layer, path))
  return {
    valid: config === undefined ? [] : [{ config, folder }],
    found: [...layer.wrong, ...news].map((each) => ({ source, wrong: each })),
  }
}

/** What could not be brought in is missing in the eyes of a schema too: once is enough. */
function isSaid({ wrong }: Layer, path: Path): boolean {
  return wrong.some((each) => formatPath(each.path) === formatPath(path))
}

function sourceOf(layers: readonly Layer[], path: Path): ConfigSource {
  return whoSays(layers, path)?.layer.source ?? layers.at(-1)?.source ?? NOWHERE
}

/** What is wrong with an entry is said of the file, and the place in it, that says so. */
function inPlugins(
  wrong: Wrong,
  entries: readonly MergedEntry[],
  layers: readonly Layer[],
): readonly Found[] {
  const [, index, ...rest] = wrong.path
  const entry = typeof index === 'number' ? entries[index] : undefined
  const said = entry && whoSaysInEntry(entry, rest)
  if (said === undefined) return [{ source: sourceOf(layers, wrong.path), wrong }]
  const { layer, path } = said
  return isSaid(layer, path) ? [] : [{ source: layer.source, wrong: { ...wrong, path } }]
}

function misspelt({ name, meant }: { readonly name: string; readonly meant: string }): Found {
  const wrong = { path: [], problem: 'sets nothing', nearest: meant }
  return { source: { ...NOWHERE, variable: () => name }, wrong }
}

function variablesIn(layers: readonly Layer[]): ReadonlySet<string> {
  const from = layers.flatMap(({ broughtIn }) => [...broughtIn.values()])
  return new Set(from.flatMap((each) => ('variable' in each ? [each.variable] : [])))
}

/** With places and frames, secrets hidden; file by file, as they stand there. What has no place comes first. */
async function faultsOf(found: readonly Found[], layers: readonly Layer[]): Promise<readonly Fault[]> {
  const secrets = await secretsIn(layers)
  const faults = found.map(({ source, wrong }) => {
    const text = source.text === undefined ? undefined : hide(source.text, secrets)
    return faultIn({ ...source, text }, { ...wrong, problem: hide(wrong.problem, secrets) })
  })
  const files = layers.map(({ source }) => source.file)
  const rank = ({ file }: Fault): number => files.indexOf(file)
  const line = ({ place }: Fault): number => place?.line ?? 0
  const column = ({ place }: Fault): number => place?.column ?? 0
  return faults.sort(
    (one, other) => rank(one) - rank(other) || line(one) - line(other) || column(one) - column(other),
  )
}
