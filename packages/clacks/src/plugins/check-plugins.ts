import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import { ClacksError, isClacksError, reasonOf } from '../errors.js'
import { asPlugin } from './as-plugin.js'
import type { Plugin } from './plugin.js'
import { setupOrder } from './plugin-order.js'
import { type RelatedPlugin, relationErrors } from './relations.js'

/** A plugin whose options have been checked. */
export interface CheckedPlugin {
  readonly plugin: Plugin
  readonly options: unknown
}

/**
 * Checks plugins before any of their code runs: their shape, `engines`, relations to each other and
 * to the plugins that remain in use, and options.
 * @param remaining the plugins in use that are not replaced
 * @returns the plugins in the order in which to set them up
 * @throws ClacksError the only error, or ERR_CLACKS_PLUGINS with all (AggregateError in `cause`)
 */
export async function checkPlugins(
  inputs: readonly unknown[],
  remaining: readonly RelatedPlugin[],
  version: string,
): Promise<CheckedPlugin[]> {
  const errors: ClacksError[] = []
  const collect = (thrown: unknown): void => {
    if (!isClacksError(thrown)) throw thrown
    errors.push(thrown)
  }
  const plugins: Plugin[] = []
  const options = new Map<RelatedPlugin, unknown>()
  for (const input of inputs) {
    try {
      const plugin = asPlugin(input)
      plugins.push(plugin)
      checkEngine(plugin, version)
      options.set(plugin, await resolveOptions(plugin))
    } catch (thrown) {
      collect(thrown)
    }
  }
  const all = [...remaining, ...plugins]
  let ordered: RelatedPlugin[] = []
  for (const error of relationErrors(plugins, all)) collect(error)
  try {
    ordered = setupOrder(all)
  } catch (thrown) {
    collect(thrown)
  }
  if (errors.length > 0) throw combined(errors)
  return ordered
    .filter((item): item is Plugin => options.has(item))
    .map((plugin) => ({ plugin, options: options.get(plugin) }))
}

async function resolveOptions(plugin: Plugin): Promise<unknown> {
  try {
    return await plugin.resolveOptions()
  } catch (thrown) {
    if (isClacksError(thrown)) throw thrown
    const text = `The options of plugin "${plugin.id}" cannot be checked: ${reasonOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_PLUGIN_OPTIONS', text, { cause: thrown })
  }
}

function checkEngine({ id, engines }: Plugin, version: string): void {
  const range = engines?.clacks
  if (range === undefined) return
  if (validRange(range) === null) {
    const text = `Plugin "${id}" has \`engines.clacks\` "${range}", which is not a valid semver range.`
    throw new ClacksError('ERR_CLACKS_PLUGIN_ENGINE', text)
  }
  if (satisfies(version, range, { includePrerelease: true })) return
  throw new ClacksError(
    'ERR_CLACKS_PLUGIN_ENGINE',
    `Plugin "${id}" requires clacks ${range}, but this is clacks ${version}.`,
  )
}

function combined(errors: readonly ClacksError[]): ClacksError {
  const [first] = errors
  if (first !== undefined && errors.length === 1) return first
  const lines = errors.map((error) => `\n- [${error.code}] ${error.message}`)
  const text = `The plugins have ${errors.length} issues:${lines.join('')}\n`
  return new ClacksError('ERR_CLACKS_PLUGINS', text, { cause: new AggregateError(errors, text) })
}
