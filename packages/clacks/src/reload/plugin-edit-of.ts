import type { PluginEdit } from '../config/edit/plugin-edit.js'
import { usedEntries } from '../config/layer/merge.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import type { ConfigEdit } from './config-edit.js'

/**
 * The edit of the list of plugins in the config file.
 * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_CONFIG_EDIT
 */
export function pluginEditOf(edit: ConfigEdit, read: ReadConfig): PluginEdit {
  if (edit.action === 'remove') return { removeAt: placeOf(edit.id, read) }
  const { plugin, options = {}, id } = edit
  if (id !== undefined) return { add: [plugin, options, { id }] }
  return { add: edit.options === undefined ? plugin : [plugin, options] }
}

/** The index of the entry in the file. */
function placeOf(id: string, { file, plugins, entries }: ReadConfig): number {
  const at = plugins.findIndex((plugin) => plugin.id === id)
  if (at === -1)
    throw new ClacksError(
      'ERR_CLACKS_PLUGIN_UNKNOWN',
      `${file} does not use a plugin "${id}".${suggestion(
        id,
        plugins.map((each) => each.id),
      )}`,
    )
  const origin = usedEntries(entries)[at]?.origins.find(({ layer }) => layer.source.file === file)
  const [, index] = origin?.path ?? []
  if (typeof index === 'number') return index
  throw new ClacksError(
    'ERR_CLACKS_CONFIG_EDIT',
    `${id} comes from a preset or the environment, not from ${file}.`,
  )
}
