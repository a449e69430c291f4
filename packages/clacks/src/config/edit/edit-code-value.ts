import type { Path } from '../read/source.js'
import { configObjectIn, inCode, memberOf, type ObjectExpression, spanOf } from './config-code.js'
import { appendItem, splice, type WrittenList, withoutItem } from './list-text.js'

type Value = NonNullable<ReturnType<typeof memberOf>>['value']
type Place = Parameters<typeof spanOf>[0]

/**
 * Changes one value of a config in TypeScript or JavaScript, or removes it.
 * @throws Error if something on the way to it is not written as an object or a list
 */
export function editCodeValue(text: string, at: Path, value: unknown): string {
  return inside(text, configObjectIn(text), at, value)
}

function inside(text: string, node: Value, [step, ...rest]: Path, value: unknown): string {
  if (step === undefined) return splice(text, spanOf(node), inCode(value))
  if (node.type === 'ArrayExpression') {
    const { elements } = node
    const item = elements[Number(step)] ?? undefined
    if (item?.type === 'SpreadElement') throw new Error('a list on the way is put together by code')
    if (item === undefined) {
      if (value === undefined) return text
      if (Number(step) !== elements.length) throw new Error('a list on the way has no such item')
      return appendItem(text, listOf(node, elements), inCode(nested(rest, value)))
    }
    if (rest.length > 0 || value !== undefined) return inside(text, item, rest, value)
    return withoutItem(text, listOf(node, elements), Number(step))
  }
  if (node.type !== 'ObjectExpression') throw new Error('a value on the way is made by code')
  const member = memberOf(node, String(step))
  if (member === undefined)
    return value === undefined ? text : withMember(text, node, String(step), nested(rest, value))
  if (rest.length > 0 || value !== undefined) return inside(text, member.value, rest, value)
  return withoutItem(text, listOf(node, node.properties), node.properties.indexOf(member))
}

function withMember(text: string, node: ObjectExpression, key: string, value: unknown): string {
  const member = `${/^[a-z_$][\w$]*$/i.test(key) ? key : inCode(key)}: ${inCode(value)}`
  if (node.properties.length > 0) return appendItem(text, listOf(node, node.properties), member)
  return splice(text, spanOf(node), `{ ${member} }`)
}

function listOf(around: Place, items: readonly (Place | null)[]): WrittenList {
  return { ...spanOf(around), items: items.flatMap((item) => (item === null ? [] : [spanOf(item)])) }
}

/** The objects that have to be created around a value. */
function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value)
}
