import { stringifyMessage } from './json.js'
import { INEXACT_SUSPECT, isInexact } from './json-fidelity.js'
import { type Step, scanJson } from './json-scan.js'

/** A number that no double has. */
interface Digits {
  readonly path: readonly Step[]
  readonly text: string
}

/**
 * The JSON text of a message that was parsed from `source` and then changed. A number that is where
 * it was keeps its digits, also those that no double has; the others are written as doubles.
 * @param source the text that the message was parsed from
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function textOfChanged(message: unknown, source: string): string {
  const text = stringifyMessage(message)
  const kept = INEXACT_SUSPECT.test(source)
    ? inexactIn(source).filter((digits) => valueAt(message, digits.path) === Number(digits.text))
    : []
  return kept.length === 0 ? text : withDigits(text, kept)
}

function inexactIn(source: string): Digits[] {
  const found: Digits[] = []
  scanJson(source, (part, from, to, path) => {
    const text = part === 'scalar' ? source.slice(from, to) : ''
    if (isInexact(text)) found.push({ path: [...path], text })
  })
  return found
}

/** Puts a mark in the place of each number, then the digits in the place of each mark. */
function withDigits(text: string, kept: readonly Digits[]): string {
  let mark = 'digits'
  while (text.includes(mark)) mark += '.'
  const message: unknown = JSON.parse(text)
  const digits = new Map<string, string>()
  for (const [index, each] of kept.entries()) {
    const { path } = each
    const parent = valueAt(message, path.slice(0, -1))
    const key = path.at(-1)
    if (key === undefined) return each.text
    // Absent if a `toJSON` hides it.
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) continue
    Object.defineProperty(parent, key, { value: `${mark}${index}` })
    digits.set(`${mark}${index}`, each.text)
  }
  return stringifyMessage(message).replace(
    /"(digits\.*\d+)"/g,
    (all, name: string) => digits.get(name) ?? all,
  )
}

function valueAt(message: unknown, path: readonly Step[]): unknown {
  let value = message
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value
}
