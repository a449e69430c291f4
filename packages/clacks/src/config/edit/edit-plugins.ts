import { basename, extname } from 'node:path'
import { ClacksError, reasonOf } from '../../errors.js'
import { isCode } from '../read/load-file.js'
import type { Path } from '../read/source.js'
import type { PluginEdit } from './plugin-edit.js'

/**
 * Adds a plugin to the text of a config, or removes one. Comments, formatting and CRLF line ends
 * stay.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_EDIT if the config cannot be edited safely as it is written
 */
export async function editPlugins(file: string, text: string, edit: PluginEdit): Promise<string> {
  try {
    const changed = await edited(file, text.replaceAll('\r\n', '\n'), edit)
    return text.includes('\r\n') ? changed.replaceAll('\n', '\r\n') : changed
  } catch (cause) {
    const what =
      'add' in edit
        ? `add ${JSON.stringify(edit.add)} to \`plugins\``
        : `remove entry ${edit.removeAt + 1} of \`plugins\``
    throw new ClacksError('ERR_CLACKS_CONFIG_EDIT', `${file}: ${reasonOf(cause)}; ${what}.`, { cause })
  }
}

async function edited(file: string, text: string, edit: PluginEdit): Promise<string> {
  if (isCode(file)) {
    const { editCode } = await import('./edit-code.js')
    return editCode(text, edit)
  }
  if (extname(file) === '.json') {
    const { editJson } = await import('./edit-json.js')
    const at: Path = basename(file) === 'package.json' ? ['clacks', 'plugins'] : ['plugins']
    return editJson(text, at, edit)
  }
  const { editYaml } = await import('./edit-yaml.js')
  return editYaml(text, edit)
}
