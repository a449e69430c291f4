import { editPlugins } from '../config/edit/edit-plugins.js'
import { editValues, type ValueEdit } from '../config/edit/edit-value.js'
import type { WrittenEntry } from '../config/edit/plugin-edit.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { dots } from '../config/read/secret-text.js'
import { formatPath, isObject } from '../config/read/source.js'
import { ClacksError } from '../errors.js'
import type { ConfigEdit, ValueChange } from './config-edit.js'
import { type FoundEntry, findEntry } from './find-entry.js'

/**
 * The text of a config file after an edit.
 *
 * @param read the config that the text was read as
 * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_CONFIG_EDIT, ERR_CLACKS_OPTION
 */
export async function editedText(
  edit: ConfigEdit,
  read: ReadConfig,
  file: string,
  text: string,
): Promise<string> {
  refuseMasked(edit)
  switch (edit.action) {
    case 'add': {
      const { plugin, options, id } = edit
      if (id !== undefined) return editPlugins(file, text, { add: [plugin, options ?? {}, { id }] })
      return editPlugins(file, text, { add: options === undefined ? plugin : [plugin, options] })
    }
    case 'set':
      return editValues(file, text, edit.changes.map(settingEdit))
    case 'remove': {
      const { index } = findEntry(edit.id, read)
      if (index !== undefined) return editPlugins(file, text, { removeAt: index })
      throw new ClacksError(
        'ERR_CLACKS_CONFIG_EDIT',
        `${edit.id} comes from a preset or the environment, not from ${file}.`,
      )
    }
    case 'enable':
    case 'disable': {
      const value = edit.action === 'disable' ? false : undefined
      return editEntry(findEntry(edit.id, read), file, text, [{ path: [2, 'enabled'], value }])
    }
    case 'configure': {
      const changes = edit.changes.map(({ path, value }) => ({ path: [1, ...path], value }))
      return editEntry(findEntry(edit.id, read), file, text, changes)
    }
  }
}

function settingEdit({ path, value }: ValueChange): ValueEdit {
  if (path.length > 0 && path[0] !== 'plugins') return { at: path, value }
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `\`${formatPath(path)}\` is not a setting; plugins have edits of their own.`,
  )
}

/**
 * Changes values of an entry: 1 is its options, and 2 what it says about its use. The plugin of a
 * preset gets an entry in the file, which overrides that of the preset.
 */
async function editEntry(
  { index, written, named, id, count }: FoundEntry,
  file: string,
  text: string,
  changes: readonly ValueChange[],
): Promise<string> {
  if (index === undefined) {
    if (typeof named !== 'string') throw madeByCode(id, file)
    const add: WrittenEntry = id === named ? [named, {}] : [named, {}, { id }]
    return editValues(file, await editPlugins(file, text, { add }), entryEdits(count, [...add], changes))
  }
  if (typeof written !== 'string' && !Array.isArray(written)) throw madeByCode(id, file)
  return editValues(file, text, entryEdits(index, written, changes))
}

function entryEdits(index: number, written: unknown, changes: readonly ValueChange[]): readonly ValueEdit[] {
  const at = ['plugins', index]
  const isName = typeof written === 'string'
  const parts: unknown[] = Array.isArray(written) ? written : [written]
  const edits: ValueEdit[] = []
  for (const { path, value } of changes) {
    const [part, ...rest] = path
    const place = Number(part)
    if (!isObject(parts[place])) {
      if (value === undefined) continue
      // What is missing on the way: a name becomes a list, and a list gets options.
      if (isName && parts.length === 1) edits.push({ at, value: parts })
      for (let missing = 1; missing <= place; missing++) {
        if (isObject(parts[missing])) continue
        parts[missing] = {}
        edits.push({ at: [...at, missing], value: {} })
      }
    }
    edits.push({ at: [...at, place, ...rest], value })
  }
  return edits
}

function madeByCode(id: string, file: string): ClacksError {
  return new ClacksError('ERR_CLACKS_CONFIG_EDIT', `${file}: code makes the plugin "${id}"; change that.`)
}

/** A value that was shown with dots in place of a secret must not replace the secret. */
function refuseMasked(value: unknown): void {
  if (typeof value === 'string' && value.length > 0 && value === dots(value.length))
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'A masked value cannot be written: leave it out, and it stays.',
    )
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) refuseMasked(inner)
}
