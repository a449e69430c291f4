import { ClacksError } from '../errors.js'
import type { PluginInstance } from './plugin-instance.js'
import { refersTo } from './relations.js'

/** Plugins and all that use their services, directly or indirectly, in the order of `all`. */
export function withDependents(
  plugins: readonly PluginInstance[],
  all: readonly PluginInstance[],
): PluginInstance[] {
  const dependents = new Set(plugins)
  for (const one of dependents) {
    for (const other of all) if (other.uses.has(one)) dependents.add(other)
  }
  return all.filter((one) => dependents.has(one))
}

/**
 * Checks that no unchanged plugin needs a removed one. Plugins that are set up are checked then.
 * @throws ClacksError ERR_CLACKS_PLUGIN_MISSING
 */
export function assertRemovable(
  removed: readonly PluginInstance[],
  changed: readonly PluginInstance[],
  all: readonly PluginInstance[],
): void {
  const unchanged = all.filter((instance) => !changed.includes(instance))
  const others = all.filter((other) => !removed.includes(other))
  for (const instance of removed) {
    const users = unchanged.filter((other) => needs(other, instance, others)).map(({ id }) => `"${id}"`)
    if (users.length === 0) continue
    const text = `Plugin "${instance.id}" cannot be removed: ${users.join(', ')} cannot be without it. Remove ${users.join(', ')} first.`
    throw new ClacksError('ERR_CLACKS_PLUGIN_MISSING', text)
  }
}

/** Whether a plugin uses another, or requires it and none of `others` satisfies the requirement. */
function needs(plugin: PluginInstance, removed: PluginInstance, others: readonly PluginInstance[]): boolean {
  if (plugin.uses.has(removed)) return true
  return plugin.requires
    .filter((reference) => !reference.startsWith('?') && refersTo(reference, plugin, removed))
    .some((reference) => !others.some((other) => refersTo(reference, plugin, other)))
}
