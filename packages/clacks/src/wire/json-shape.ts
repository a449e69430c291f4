import { ClacksError, hasCode } from '../errors.js'
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-characters.js'

/** The limits of the shape of a message. */
export interface ShapeLimits {
  /** Levels of arrays and objects: 0 for a string or number, 1 for `{}`. */
  readonly depth: number
  /** Values: the message itself, the items of its arrays and the fields of its objects. */
  readonly values: number
}

const NOTHING: ShapeLimits = { depth: 0, values: 0 }

/**
 * Checks the shape of a message before anything is done with it that costs time for each value:
 * parsing it takes ten times as long as this, and plugins walk it several times.
 * @param json its text, or a text around it; it need not be valid JSON
 * @param around what the text around it adds
 * @throws ClacksError ERR_CLACKS_MESSAGE_TOO_DEEP, ERR_CLACKS_MESSAGE_TOO_MANY_VALUES
 */
export function checkShape(json: string, limits: ShapeLimits, around: ShapeLimits = NOTHING): void {
  const maxDepth = limits.depth + around.depth
  const maxValues = limits.values + around.values
  // Each level and each value takes two characters, so most messages are too short.
  if (json.length < 2 * Math.min(maxDepth, maxValues)) return
  const { depth, values } = shapeOf(json)
  if (depth > maxDepth) {
    const text = `The message is nested deeper than ${limits.depth} levels.`
    throw new ClacksError('ERR_CLACKS_MESSAGE_TOO_DEEP', text)
  }
  if (values > maxValues) {
    const text = `The message has more than ${limits.values} values.`
    throw new ClacksError('ERR_CLACKS_MESSAGE_TOO_MANY_VALUES', text)
  }
}

/** Whether an error of {@link checkShape}. */
export function isOverLimit(thrown: unknown): boolean {
  return hasCode(thrown, 'ERR_CLACKS_MESSAGE_TOO_DEEP', 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES')
}

/** How many levels a JSON text nests, and how many values it has. */
export function shapeOf(json: string): ShapeLimits {
  let depth = 0
  let deepest = 0
  let values = 1
  let isFirst = false
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code <= SPACE) continue
    const closes = code === CLOSE_BRACKET || code === CLOSE_BRACE
    if (code === COMMA || (isFirst && !closes)) values++
    isFirst = code === OPEN_BRACKET || code === OPEN_BRACE
    if (closes) depth--
    else if (code === QUOTE) at = endOfString(json, at)
    else if (isFirst && ++depth > deepest) deepest = depth
  }
  return { depth: deepest, values }
}

/** The position of the quote that ends the string that begins at `opening`. */
export function endOfString(json: string, opening: number): number {
  let at = json.indexOf('"', opening + 1)
  while (at !== -1 && isEscaped(json, at)) at = json.indexOf('"', at + 1)
  return at === -1 ? json.length : at
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0
  while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
