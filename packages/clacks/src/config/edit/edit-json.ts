import { applyEdits, findNodeAtLocation, modify, type Node, parseTree } from 'jsonc-parser'
import type { Path } from '../read/source.js'
import { formattingOf } from './json-formatting.js'
import { appendItem, type Span, withoutItem } from './list-text.js'
import type { PluginEdit } from './plugin-edit.js'

/** @param at the path of the list of plugins in the file */
export function editJson(text: string, at: Path, edit: PluginEdit): string {
  const root = parseTree(text)
  const list = root && findNodeAtLocation(root, [...at])
  if (list === undefined) return 'add' in edit ? withList(text, at, edit.add) : text
  const written = { ...spanOf(list), items: (list.children ?? []).map(spanOf) }
  if ('removeAt' in edit) return withoutItem(text, written, edit.removeAt)
  return appendItem(text, written, inOneLine(edit.add))
}

function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length }
}

function withList(text: string, at: Path, entry: unknown): string {
  return applyEdits(text, modify(text, [...at], [entry], { formattingOptions: formattingOf(text) }))
}

/** `["logger", { "type": "announce" }]` */
function inOneLine(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n\s*(?=[\]])/g, '')
    .replace(/(?<=\[)\n\s*/g, '')
    .replace(/\n\s*/g, ' ')
}
