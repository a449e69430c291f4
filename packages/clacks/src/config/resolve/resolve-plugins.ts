import { isClacksError, reasonOf } from '../../errors.js'
import { type Issue, mismatch } from '../../issue.js'
import { checkPlugins } from '../../plugins/check-plugins.js'
import type { PluginUse } from '../../plugins/define-plugin.js'
import type { PluginOptionsError } from '../../plugins/options-error.js'
import type { Plugin } from '../../plugins/plugin.js'
import { VERSION } from '../../version.js'
import { isUsed, type MergedEntry } from '../layer/merge.js'
import type { ModuleGraph } from '../read/module-graph.js'
import { loadPluginModule, PluginNotLoaded } from '../read/plugin-module.js'
import { isObject, type Path, show } from '../read/source.js'
import { configuredPlugin, type PluginSettings } from './configured-plugin.js'

/** The plugins of a config, and the issues of its entries. */
export interface ResolvedPlugins {
  readonly plugins: readonly Plugin[]
  readonly issues: readonly Issue[]
}

/** Resolves, configures and checks the entries of `plugins`. Paths count merged entries. */
export async function resolvePlugins(
  entries: readonly MergedEntry[],
  modules: ModuleGraph,
): Promise<ResolvedPlugins> {
  const resolved = await Promise.all(
    entries.map(({ entry, folder }, index) => resolveEntry(entry, ['plugins', index], folder, modules)),
  )
  const plugins = resolved.flatMap((each) => each.plugins)
  const issues = resolved.flatMap((each) => each.issues)
  // If one of them is missing, the others cannot be checked: they may require it.
  return { plugins, issues: issues.length > 0 ? issues : await issuesBetween(plugins) }
}

/** Checks plugins that are valid by themselves against each other: versions, relations, order. */
async function issuesBetween(plugins: readonly Plugin[]): Promise<readonly Issue[]> {
  try {
    await checkPlugins(plugins, [], VERSION)
    return []
  } catch (thrown) {
    const several =
      isClacksError(thrown) && thrown.cause instanceof AggregateError ? thrown.cause.errors : [thrown]
    return several.map((each) => ({ path: ['plugins'], message: reasonOf(each) }))
  }
}

async function resolveEntry(
  entry: unknown,
  path: Path,
  folder: string,
  modules: ModuleGraph,
): Promise<ResolvedPlugins> {
  if (entry === undefined || entry === null || entry === false) return { plugins: [], issues: [] }
  const read = readEntry(entry)
  if (read === undefined) {
    const issue = mismatch(path, 'a name, a path, or [name, options, { id, enabled }]', show(entry))
    return { plugins: [], issues: [issue] }
  }
  if (!isUsed({ entry })) return { plugins: [], issues: [] }
  try {
    const exported =
      typeof read.named === 'string' ? await loadPluginModule(read.named, folder, modules) : read.named
    const plugin = configuredPlugin(exported, read)
    await plugin.resolveOptions()
    return { plugins: [plugin], issues: [] }
  } catch (thrown) {
    return { plugins: [], issues: issuesFrom(thrown, path) }
  }
}

type Entry = PluginSettings & { readonly named: unknown }

function readEntry(entry: unknown): Entry | undefined {
  if (!Array.isArray(entry))
    return isNameable(entry) ? { named: entry, options: undefined, use: {} } : undefined
  const [named, options, use = {}, ...more]: readonly unknown[] = entry
  if (!isNameable(named) || !isUse(use) || more.length > 0) return undefined
  return { named, options: options ?? undefined, use: use.id === undefined ? {} : { id: use.id } }
}

/** Whether a value may refer to a plugin: a name, or what a code config imports. */
function isNameable(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : typeof value === 'function' || isObject(value)
}

function isUse(value: unknown): value is PluginUse & { readonly enabled?: boolean } {
  if (!isObject(value)) return false
  const { id, enabled, ...more } = value
  return (
    (id === undefined || typeof id === 'string') &&
    (enabled === undefined || typeof enabled === 'boolean') &&
    Object.keys(more).length === 0
  )
}

function issuesFrom(thrown: unknown, path: Path): readonly Issue[] {
  if (isOptionsError(thrown)) {
    // The options, if any, are the second item of their entry.
    return thrown.issues.map((issue) => ({ ...issue, path: [...path, 1, ...issue.path] }))
  }
  const fix = thrown instanceof PluginNotLoaded ? thrown.fix : undefined
  return [{ path, message: reasonOf(thrown), fix }]
}

/**
 * The error may come from another copy of this package: a plugin beside the config may have its
 * own.
 */
function isOptionsError(thrown: unknown): thrown is PluginOptionsError {
  return isObject(thrown) && thrown.code === 'ERR_CLACKS_PLUGIN_OPTIONS' && Array.isArray(thrown.issues)
}
