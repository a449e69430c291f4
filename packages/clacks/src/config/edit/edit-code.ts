import { configObjectIn, inCode, memberOf, type ObjectExpression, spanOf } from './config-code.js'
import { appendItem, splice, withoutItem } from './list-text.js'
import type { PluginEdit } from './plugin-edit.js'

/**
 * Edits a config in TypeScript or JavaScript whose default export, or `module.exports`, is an
 * object or `defineConfig(…)` of one. Only the list of plugins changes.
 *
 * @throws Error if it is anything else: what a function returns cannot be edited
 */
export function editCode(text: string, edit: PluginEdit): string {
  const config = configObjectIn(text)
  const list = memberOf(config, 'plugins')?.value
  if (list === undefined) return 'add' in edit ? withList(text, config, edit.add) : text
  if (list.type !== 'ArrayExpression') throw new Error('its `plugins` are not a list that can be edited')
  const items = list.elements.flatMap((item) => (item === null ? [] : [spanOf(item)]))
  const written = { ...spanOf(list), items }
  if ('removeAt' in edit) return withoutItem(text, written, edit.removeAt)
  return appendItem(text, written, inCode(edit.add))
}

function withList(text: string, config: ObjectExpression, entry: unknown): string {
  const item = `plugins: [${inCode(entry)}]`
  const written = { ...spanOf(config), items: config.properties.map(spanOf) }
  if (written.items.length > 0) return appendItem(text, written, item)
  return splice(text, written, `{\n  ${item},\n}`)
}
