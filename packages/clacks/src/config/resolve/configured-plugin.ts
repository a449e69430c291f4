import { ClacksError } from '../../errors.js'
import { asPlugin } from '../../plugins/as-plugin.js'
import type { PluginFactory, PluginUse } from '../../plugins/define-plugin.js'
import type { ApplyPlugin, Plugin } from '../../plugins/plugin.js'

/** What an entry of `plugins` sets for its plugin. */
export interface PluginSettings {
  readonly options: unknown
  readonly use: PluginUse
}

/**
 * Creates a plugin from options and what a module exports or a code config contains.
 *
 * @throws ClacksError ERR_CLACKS_PLUGIN if that is not a plugin, or is configured already
 */
export function configuredPlugin(exported: unknown, { options, use }: PluginSettings): Plugin {
  if (isFactory(exported)) return exported.configure(options, use)
  if (isApplyClass(exported)) return withUse(asPlugin(new exported(options)), use)
  const plugin = asPlugin(exported)
  if (options !== undefined) {
    throw new ClacksError(
      'ERR_CLACKS_PLUGIN',
      `Plugin "${plugin.name}" is configured already and takes no options here.`,
    )
  }
  return withUse(plugin, use)
}

function withUse(plugin: Plugin, { id }: PluginUse): Plugin {
  return id === undefined ? plugin : { ...plugin, id }
}

function isFactory(exported: unknown): exported is PluginFactory {
  return typeof exported === 'function' && 'configure' in exported && typeof exported.configure === 'function'
}

/** The tapable convention: `class { constructor(options) … apply(node) … }`. */
function isApplyClass(exported: unknown): exported is new (options: unknown) => ApplyPlugin {
  return typeof exported === 'function' && typeof exported.prototype?.apply === 'function'
}
