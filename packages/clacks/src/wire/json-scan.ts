import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-characters.js'
import { endOfString } from './json-shape.js'

/** A key of an object, or an index of an array. */
export type Step = string | number

/** A part of a JSON text. */
export type JsonPart = 'key' | 'scalar' | 'open' | 'close'

/**
 * Receives a part of a JSON text: the characters from `from` up to `to`, and the path of the value
 * that it belongs to. The path is valid during the call only.
 */
type Visit = (part: JsonPart, from: number, to: number, path: readonly Step[]) => void

/** The characters of numbers, `true`, `false` and `null`. */
const SCALAR = /[\w+.-]+/y

/**
 * Visits the parts of a JSON text in their order, nested to any depth. `JSON.parse` does not show
 * duplicate keys, the digits of numbers, or where a value stands.
 * @param json a text that `JSON.parse` accepts
 */
export function scanJson(json: string, visit: Visit): void {
  const path: Step[] = []
  let atKey = false
  for (let at = 0; at < json.length; ) {
    const code = json.charCodeAt(at)
    const begin = at++
    if (code <= SPACE || code === COLON) continue
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      visit('open', begin, at, path)
      atKey = code === OPEN_BRACE
      path.push(atKey ? '' : 0)
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      atKey = false
      path.pop()
      visit('close', begin, at, path)
    } else if (code === COMMA) {
      const last = path.at(-1)
      atKey = typeof last === 'string'
      if (typeof last === 'number') path[path.length - 1] = last + 1
    } else if (code === QUOTE) {
      at = endOfString(json, begin) + 1
      if (atKey) path[path.length - 1] = keyIn(json.slice(begin, at))
      visit(atKey ? 'key' : 'scalar', begin, at, path)
      atKey = false
    } else {
      SCALAR.lastIndex = begin
      SCALAR.test(json)
      at = Math.max(at, SCALAR.lastIndex)
      visit('scalar', begin, at, path)
    }
  }
}

function keyIn(text: string): string {
  return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1)
}
