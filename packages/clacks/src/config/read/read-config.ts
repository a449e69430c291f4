import { dirname, resolve } from 'node:path'
import { questionAbout } from '../../did-you-mean.js'
import type { Issue } from '../../issue.js'
import type { Plugin } from '../../plugins/plugin.js'
import { ConfigError, type ConfigIssue, locateIssue } from '../check/config-issue.js'
import { pairIssues } from '../check/pair.js'
import { validate, validateWhole } from '../check/validate.js'
import type { Config } from '../define-config.js'
import { findConfig } from '../find/find.js'
import { type Environment, misspeltVariables } from '../layer/environment.js'
import { type Layer, readLayers } from '../layer/layers.js'
import {
  type MergedEntry,
  mergeConfigs,
  mergeEntries,
  mergeObjects,
  originInEntry,
  originOf,
} from '../layer/merge.js'
import { hide, secretsIn } from '../layer/secrets.js'
import { resolvePlugins } from '../resolve/resolve-plugins.js'
import { stateFolderOf } from '../resolve/state-folder.js'
import { ModuleGraph } from './module-graph.js'
import { type ConfigSource, formatPath, type Path } from './source.js'

/** Where to look for a config. */
export interface LoadConfigOptions {
  /**
   * The folder to search upwards from, and that a relative path starts from. Default: the working
   * directory.
   */
  readonly cwd?: string
  /**
   * The environment variables that override the config and that `$env` refers to. Default: those of
   * the process.
   */
  readonly env?: Environment
}

/** A valid config, with everything that it was read from. */
export interface ReadConfig {
  readonly file: string | undefined
  readonly folder: string
  /** The folder for the state of the node, absolute and without symbolic links. */
  readonly stateFolder: string
  readonly config: Config
  readonly plugins: readonly Plugin[]
  /** Weakest first. */
  readonly layers: readonly Layer[]
  /** The merged entries of `plugins`, including those that are skipped. */
  readonly entries: readonly MergedEntry[]
  /** All files that contribute to the config, with the local code that it runs, absolute. */
  readonly files: readonly string[]
  /** The local code of the config and its plugins. */
  readonly modules: ModuleGraph
}

/**
 * Finds, loads, merges and checks a config, and resolves its plugins.
 *
 * @param modules notes the files that were read, also where the config is invalid
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all issues at once
 */
export async function readConfig(
  path: string | undefined,
  { cwd = process.cwd(), env = process.env }: LoadConfigOptions,
  modules: ModuleGraph = new ModuleGraph(),
): Promise<ReadConfig> {
  const file = path === undefined ? await findConfig(cwd) : resolve(cwd, path)
  const layers = await readLayers(file, env, cwd, modules)
  const checked = await Promise.all(layers.map(checkLayer))
  const entries = mergeEntries(layers)
  const { plugins, issues } = await resolvePlugins(entries, modules)
  const whole = validateWhole(mergeObjects(layers.map(({ value }) => value)))

  const config = mergeConfigs(checked.flatMap((each) => each.valid))
  const invalid: readonly Found[] = [
    ...misspeltVariables(env, variablesIn(layers)).map(misspelt),
    ...checked.flatMap((each) => each.found),
    ...whole.map((issue) => ({ source: sourceOf(layers, issue.path), issue })),
    ...issues.flatMap((issue) => inEntry(issue, entries, layers)),
  ]
  const ofPair = invalid.length > 0 ? [] : await pairIssues(config)
  const found = [...invalid, ...ofPair.map((issue) => ({ source: sourceOf(layers, issue.path), issue }))]
  if (found.length > 0) throw new ConfigError(await locateIssues(found, layers), file)
  const folder = file === undefined ? resolve(cwd) : dirname(file)
  const stateFolder = stateFolderOf({ file, folder, stateFolder: config.stateFolder, env })
  return { file, folder, stateFolder, config, plugins, layers, entries, files: [...modules.files], modules }
}

/** An issue, and the source of the value. */
interface Found {
  readonly source: ConfigSource
  readonly issue: Issue
}

interface Checked {
  readonly valid: readonly { readonly config: Config; readonly folder: string }[]
  readonly found: readonly Found[]
}

/** The source of a value that is in no layer. */
const NO_SOURCE: ConfigSource = {
  file: undefined,
  text: undefined,
  value: undefined,
  locate: () => undefined,
}

async function checkLayer(layer: Layer): Promise<Checked> {
  const { source, folder } = layer
  const { config, issues } = await validate(layer.value, folder)
  const others = issues.filter(({ path }) => !isReported(layer, path))
  return {
    valid: config === undefined ? [] : [{ config, folder }],
    found: [...layer.issues, ...others].map((issue) => ({ source, issue })),
  }
}

/** The schema also misses a value that could not be substituted: do not report it twice. */
function isReported({ issues }: Layer, path: Path): boolean {
  return issues.some((each) => formatPath(each.path) === formatPath(path))
}

function sourceOf(layers: readonly Layer[], path: Path): ConfigSource {
  return originOf(layers, path)?.layer.source ?? layers.at(-1)?.source ?? NO_SOURCE
}

/**
 * Maps an issue of a merged entry to the layer, and the place in it, where the value is written.
 */
function inEntry(issue: Issue, entries: readonly MergedEntry[], layers: readonly Layer[]): readonly Found[] {
  const [, index, ...rest] = issue.path
  const entry = typeof index === 'number' ? entries[index] : undefined
  const origin = entry && originInEntry(entry, rest)
  if (origin === undefined) return [{ source: sourceOf(layers, issue.path), issue }]
  const { layer, path } = origin
  return isReported(layer, path) ? [] : [{ source: layer.source, issue: { ...issue, path } }]
}

function misspelt({ name, meant }: { readonly name: string; readonly meant: string }): Found {
  const issue = { path: [], message: 'has no effect', fix: questionAbout(meant) }
  return { source: { ...NO_SOURCE, variable: () => name }, issue }
}

function variablesIn(layers: readonly Layer[]): ReadonlySet<string> {
  const from = layers.flatMap(({ substituted }) => [...substituted.values()])
  return new Set(from.flatMap((each) => ('variable' in each ? [each.variable] : [])))
}

/**
 * Adds places and frames, and hides secrets. Sorted by file and line; issues without a place come
 * first.
 */
async function locateIssues(
  found: readonly Found[],
  layers: readonly Layer[],
): Promise<readonly ConfigIssue[]> {
  const secrets = await secretsIn(layers)
  const issues = found.map(({ source, issue }) => {
    const text = source.text === undefined ? undefined : hide(source.text, secrets)
    return locateIssue({ ...source, text }, withoutSecrets(issue, secrets))
  })
  const files = layers.map(({ source }) => source.file)
  const rank = ({ file }: ConfigIssue): number => files.indexOf(file)
  const line = ({ place }: ConfigIssue): number => place?.line ?? 0
  const column = ({ place }: ConfigIssue): number => place?.column ?? 0
  return issues.sort(
    (one, other) => rank(one) - rank(other) || line(one) - line(other) || column(one) - column(other),
  )
}

function withoutSecrets(issue: Issue, secrets: readonly string[]): Issue {
  const { message, received } = issue
  return {
    ...issue,
    message: hide(message, secrets),
    ...(received !== undefined && { received: hide(received, secrets) }),
  }
}
