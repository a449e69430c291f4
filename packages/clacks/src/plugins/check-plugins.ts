import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import { ClacksError, reasonOf } from '../errors.js'
import { asPlugin } from './as-plugin.js'
import type { Plugin } from './plugin.js'
import { setupOrder } from './plugin-order.js'
import { type Related, relationFaults } from './relations.js'

/** A plugin whose options have been checked. */
export interface CheckedPlugin {
  readonly plugin: Plugin
  readonly options: unknown
}

/**
 * Checks plugins before anything of them runs: what they are, what they were made for, how they
 * stand to each other and to those that stay in use, and their options.
 * @returns them in the order in which they are to be set up
 * @throws ClacksError the one fault, or ERR_CLACKS_PLUGINS with all (as AggregateError in `cause`)
 */
export async function checkPlugins(
  inputs: readonly unknown[],
  staying: readonly Related[],
  version: string,
): Promise<CheckedPlugin[]> {
  const faults: ClacksError[] = []
  const note = (thrown: unknown): void => {
    if (!(thrown instanceof ClacksError)) throw thrown
    faults.push(thrown)
  }
  const plugins: Plugin[] = []
  const options = new Map<Related, unknown>()
  for (const input of inputs) {
    try {
      const plugin = asPlugin(input)
      plugins.push(plugin)
      checkEngine(plugin, version)
      options.set(plugin, await resolveOptions(plugin))
    } catch (thrown) {
      note(thrown)
    }
  }
  const all = [...staying, ...plugins]
  let ordered: Related[] = []
  for (const fault of relationFaults(plugins, all)) note(fault)
  try {
    ordered = setupOrder(all)
  } catch (thrown) {
    note(thrown)
  }
  if (faults.length > 0) throw together(faults)
  return ordered
    .filter((one): one is Plugin => options.has(one))
    .map((plugin) => ({ plugin, options: options.get(plugin) }))
}

async function resolveOptions(plugin: Plugin): Promise<unknown> {
  try {
    return await plugin.resolveOptions()
  } catch (thrown) {
    if (thrown instanceof ClacksError) throw thrown
    const text = `The options of plugin "${plugin.id}" cannot be checked: ${reasonOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_PLUGIN_OPTIONS', text, { cause: thrown })
  }
}

function checkEngine({ id, engines }: Plugin, version: string): void {
  const range = engines?.clacks
  if (range === undefined) return
  if (validRange(range) === null) {
    const text = `Plugin "${id}" names "${range}" as the versions of clacks that it works with, which is no range of versions.`
    throw new ClacksError('ERR_CLACKS_PLUGIN_ENGINE', text)
  }
  if (satisfies(version, range, { includePrerelease: true })) return
  throw new ClacksError(
    'ERR_CLACKS_PLUGIN_ENGINE',
    `Plugin "${id}" works with clacks ${range}; this is clacks ${version}.`,
  )
}

function together(faults: readonly ClacksError[]): ClacksError {
  const [first] = faults
  if (first !== undefined && faults.length === 1) return first
  const lines = faults.map((fault) => `\n- [${fault.code}] ${fault.message}`)
  const text = `There are ${faults.length} faults in the plugins:${lines.join('')}\n`
  return new ClacksError('ERR_CLACKS_PLUGINS', text, { cause: new AggregateError(faults, text) })
}
