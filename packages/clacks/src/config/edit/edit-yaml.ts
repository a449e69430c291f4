import { isDeepStrictEqual } from 'node:util'
import {
  type Document,
  isMap,
  isNode,
  isSeq,
  type Node,
  parse,
  parseDocument,
  stringify,
  type YAMLSeq,
} from 'yaml'
import { isObject } from '../read/source.js'
import { editJson } from './edit-json.js'
import { appendItem, type Span, splice, withoutItem } from './list-text.js'
import type { PluginEdit } from './plugin-edit.js'

/**
 * Changes only the lines of the plugin: the YAML library would rewrite the whole text.
 *
 * @throws Error if the result is not the intended one
 */
export function editYaml(text: string, edit: PluginEdit): string {
  const document = parseDocument(text)
  const edited =
    isMap(document.contents) && document.contents.flow
      ? editJson(text, ['plugins'], edit)
      : inBlocks(text, document, edit)
  if (!isDeepStrictEqual(pluginsIn(edited), expected(pluginsIn(text), edit)))
    throw new Error('its list of plugins is written in a way that cannot be edited')
  return edited
}

function inBlocks(text: string, document: Document, edit: PluginEdit): string {
  const list = document.get('plugins', true)
  if (!isSeq(list))
    return 'add' in edit
      ? `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}plugins:\n  - ${inOneLine(edit.add)}\n`
      : text
  if (!list.flow)
    return 'add' in edit
      ? afterLast(text, list, inOneLine(edit.add))
      : withoutLines(text, list, edit.removeAt)
  const written = { ...spanOf(list), items: list.items.filter(isNode).map(spanOf) }
  if ('removeAt' in edit) return withoutItem(text, written, edit.removeAt)
  if (written.items.length > 0) return appendItem(text, written, inOneLine(edit.add))
  // An empty list must be written as `plugins: []`; entries are easier to read on lines of their
  // own.
  const start = text.slice(0, written.start).trimEnd().length
  return splice(text, { start, end: written.end }, `\n  - ${inOneLine(edit.add)}`)
}

function afterLast(text: string, { items }: YAMLSeq, item: string): string {
  const last = items.filter(isNode).at(-1)
  if (last === undefined) return text
  const { start, end } = linesOf(text, spanOf(last))
  const indent = /^\s*/.exec(text.slice(start))?.[0] ?? ''
  const separate = text.slice(0, end).endsWith('\n') ? '' : '\n'
  return splice(text, { start: end, end }, `${separate}${indent}- ${item}\n`)
}

/** The text without the lines of an item and the comments directly above it. */
function withoutLines(text: string, { items }: YAMLSeq, index: number): string {
  const own = items.filter(isNode)[index]
  if (own === undefined) return text
  const { start, end } = linesOf(text, spanOf(own))
  const above = /(?:(?<=^|\n)[ \t]*#[^\n]*\n)+$/.exec(text.slice(0, start))?.[0] ?? ''
  const without = splice(text, { start: start - above.length, end }, '')
  return items.length > 1 ? without : without.replace(/^plugins:/m, 'plugins: []')
}

function linesOf(text: string, { start, end }: Span): Span {
  const trimmed = text.slice(0, end).trimEnd().length
  const newline = text.indexOf('\n', trimmed)
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: newline === -1 ? text.length : newline + 1 }
}

function spanOf({ range }: Node): Span {
  const [start = 0, end = 0] = range ?? []
  return { start, end }
}

function inOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim()
}

function pluginsIn(text: string): readonly unknown[] {
  const config: unknown = parse(text)
  return isObject(config) && Array.isArray(config.plugins) ? config.plugins : []
}

function expected(plugins: readonly unknown[], edit: PluginEdit): readonly unknown[] {
  return 'add' in edit ? [...plugins, edit.add] : plugins.filter((_, index) => index !== edit.removeAt)
}
