import type { ObjectExpression } from '@babel/types'
import type MagicString from 'magic-string'
import { spanOf } from './code.js'
import { inCode, indentAt, keyInCode, styleOf } from './style.js'

/**
 * Appends a member to an object in the code, on lines of its own, and leaves the other members
 * unchanged.
 */
export function appendMember(
  edited: MagicString,
  object: ObjectExpression,
  name: string,
  value: unknown,
): void {
  const text = edited.original
  const style = styleOf(text)
  const { start, end } = spanOf(object)
  const outer = indentAt(text, start)
  const last = object.properties.at(-1)
  const isSpread = last !== undefined && text.slice(start, spanOf(last).start).includes('\n')
  const indent = isSpread ? indentAt(text, spanOf(last).start) : outer + style.indent
  const written = `${keyInCode(name, style)}: ${inCode(value, style, indent)}`
  if (last === undefined) {
    edited.update(start, end, `{\n${indent}${written},\n${outer}}`)
    return
  }
  const { end: lastEnd } = spanOf(last)
  if (isSpread) {
    const comma = text.slice(lastEnd, end).includes(',')
    edited.appendLeft(
      lastEnd + (comma ? text.slice(lastEnd, end).indexOf(',') + 1 : 0),
      `${comma ? '' : ','}\n${indent}${written}${comma ? ',' : ''}`,
    )
    return
  }
  // All members on one line would be too long: one line each.
  const members = object.properties.map((member) => text.slice(spanOf(member).start, spanOf(member).end))
  const lines = [...members, written].map((member) => `${indent}${member},\n`)
  edited.update(start, end, `{\n${lines.join('')}${outer}}`)
}
