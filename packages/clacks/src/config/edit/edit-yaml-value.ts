import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parse,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Path } from '../read/source.js'
import { appendItem, type Span, splice, withoutItem } from './list-text.js'
import { assertSays, withValue } from './with-value.js'

/**
 * Changes one value of a YAML text, or removes it. Only its lines change: the YAML library would
 * rewrite the whole text.
 *
 * @throws Error if the result is not the intended one
 */
export function editYamlValue(text: string, at: Path, value: unknown): string {
  const { contents } = parseDocument(text)
  const whole: unknown = parse(text)
  const edited =
    contents === null || isEmpty(contents)
      ? `${text}${lineOf('', at, value)}`
      : inside(text, contents, at, value)
  assertSays(parse(edited), withValue(whole, at, value))
  return edited
}

function inside(text: string, node: Node, [step, ...rest]: Path, value: unknown): string {
  if (step === undefined) return splice(text, trimmed(text, node), inOneLine(value))
  if (!isMap(node) && !isSeq(node)) throw new Error('a value on the way is not an object or a list')
  const member = isMap(node) ? pairIn(node, step) : node.items[Number(step)]
  const inner = isPair(member) ? member.value : member
  if (member !== undefined && rest.length === 0 && value === undefined) return without(text, node, member)
  if (isNode(inner) && !(isEmpty(inner) && rest.length > 0)) return inside(text, inner, rest, value)
  if (isNode(inner)) return splice(text, spanOf(inner), ` ${inOneLine(nested(rest, value))}`)
  return value === undefined ? text : withMember(text, node, step, nested(rest, value))
}

function pairIn({ items }: YAMLMap, key: string | number): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

function withMember(text: string, node: YAMLMap | YAMLSeq, step: string | number, value: unknown): string {
  const written = isMap(node) ? `${inOneLine(step)}: ${inOneLine(value)}` : inOneLine(value)
  const items = spansOf(node)
  const last = items.at(-1)
  if (node.flow || last === undefined) {
    const list = { ...spanOf(node), items }
    return appendItem(text, list, last === undefined && isMap(node) ? ` ${written} ` : written)
  }
  const end = endOfLine(text, text.slice(0, last.end).trimEnd().length)
  const first = items[0]?.start ?? 0
  const line = text.slice(text.lastIndexOf('\n', first - 1) + 1, first)
  // The first key of an item of a list stands after its hyphen.
  const indent = line.replace(/[^\s]/g, ' ')
  const separate = text.slice(0, end).endsWith('\n') || end === 0 ? '' : '\n'
  return splice(
    text,
    { start: end, end },
    `${separate}${isMap(node) ? indent : indent.replace(/..$/, '- ')}${written}\n`,
  )
}

function without(text: string, node: YAMLMap | YAMLSeq, member: unknown): string {
  const index = node.items.findIndex((item: unknown) => item === member)
  const items = spansOf(node)
  if (node.flow) return withoutItem(text, { ...spanOf(node), items }, index)
  const own = items[index]
  if (own === undefined) return text
  if (items.length === 1) return splice(text, trimmed(text, node), isMap(node) ? '{}' : '[]')
  const start = text.lastIndexOf('\n', own.start - 1) + 1
  const before = text.slice(start, own.start)
  const end = endOfLine(text, text.slice(0, own.end).trimEnd().length)
  if (before.trim() === '') return splice(text, { start, end }, '')
  const next = items[index + 1]?.start
  return splice(text, { start: own.start, end: next ?? end }, '')
}

function spansOf(node: YAMLMap | YAMLSeq): Span[] {
  return node.items.map((item: unknown) => {
    if (!isPair(item)) return isNode(item) ? spanOf(item) : { start: 0, end: 0 }
    const key = isNode(item.key) ? spanOf(item.key) : { start: 0, end: 0 }
    return {
      start: key.start,
      end: isNode(item.value) ? Math.max(key.end, spanOf(item.value).end) : key.end + 1,
    }
  })
}

function spanOf({ range }: Node): Span {
  const [start = 0, end = 0] = range ?? []
  return { start, end }
}

/** Without the line breaks that belong to a block. */
function trimmed(text: string, node: Node): Span {
  const { start, end } = spanOf(node)
  return { start, end: start + text.slice(start, end).trimEnd().length }
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? text.length : newline + 1
}

function isEmpty(node: Node): boolean {
  return (
    isScalar(node) &&
    (node.value === null || node.value === undefined) &&
    spanOf(node).start === spanOf(node).end
  )
}

function lineOf(indent: string, [step, ...rest]: Path, value: unknown): string {
  return step === undefined || value === undefined
    ? ''
    : `${indent}${inOneLine(step)}: ${inOneLine(nested(rest, value))}\n`
}

function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value)
}

function inOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: true, lineWidth: 0 }).trim()
}
