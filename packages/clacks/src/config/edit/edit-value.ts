import { basename, extname } from 'node:path'
import { ClacksError, reasonOf } from '../../errors.js'
import { isCode } from '../read/load-file.js'
import { formatPath, type Path } from '../read/source.js'

/** A change to one value in the text of a config. */
export interface ValueEdit {
  /** Where it is, or is to be: keys, and indices of items that exist. */
  readonly at: Path
  /** Undefined removes it. */
  readonly value: unknown
}

/**
 * Changes values in the text of a config, one after the other. Comments, formatting and CRLF line
 * ends stay.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_EDIT if the config cannot be edited safely as it is written
 */
export async function editValues(file: string, text: string, edits: readonly ValueEdit[]): Promise<string> {
  let changed = text.replaceAll('\r\n', '\n')
  for (const edit of edits) {
    try {
      changed = await edited(file, changed, edit)
    } catch (cause) {
      const what = edit.value === undefined ? 'remove' : 'change'
      throw new ClacksError(
        'ERR_CLACKS_CONFIG_EDIT',
        `${file}: ${reasonOf(cause)}; ${what} \`${formatPath(edit.at)}\`.`,
        { cause },
      )
    }
  }
  return text.includes('\r\n') ? changed.replaceAll('\n', '\r\n') : changed
}

async function edited(file: string, text: string, { at, value }: ValueEdit): Promise<string> {
  if (isCode(file)) {
    const { editCodeValue } = await import('./edit-code-value.js')
    return editCodeValue(text, at, value)
  }
  if (extname(file) === '.json') {
    const { editJsonValue } = await import('./edit-json-value.js')
    return editJsonValue(text, basename(file) === 'package.json' ? ['clacks', ...at] : at, value)
  }
  const { editYamlValue } = await import('./edit-yaml-value.js')
  return editYamlValue(text, at, value)
}
