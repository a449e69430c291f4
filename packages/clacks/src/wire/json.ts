import { ClacksError, reasonOf } from '../errors.js'
import { stringifyDeep } from './deep-json.js'

/**
 * The JSON text of a message, nested to any depth.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON for BigInt, circular references, functions, NaN
 *   and other values without a JSON form
 */
export function stringifyMessage(message: unknown): string {
  if (typeof message === 'number' && !Number.isFinite(message)) throw notJson(`it is ${message}.`)
  let json: string | undefined
  try {
    json = JSON.stringify(message)
  } catch (thrown) {
    // JSON.stringify is recursive and overflows the stack at about 4,500 levels.
    if (!(thrown instanceof RangeError)) throw notJson(`${reasonOf(thrown)}.`, thrown)
    json = deepJson(message)
  }
  if (json === undefined) throw notJson(`it is of type ${typeof message}.`)
  return json
}

/**
 * The message in a JSON text.
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function parseMessage(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (thrown) {
    const text = `The text is not JSON: ${reasonOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_MESSAGE_NOT_JSON', text, { cause: thrown })
  }
}

function deepJson(message: unknown): string | undefined {
  try {
    return stringifyDeep(message)
  } catch (thrown) {
    throw notJson(`${reasonOf(thrown)}.`, thrown)
  }
}

function notJson(reason: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_MESSAGE_NOT_JSON', `The message cannot be written as JSON: ${reason}`, {
    cause,
  })
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * How many levels of arrays and objects a JSON text nests: 0 for a string or number, 1 for `{}`.
 */
export function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(json, at)
        break
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > deepest) deepest = depth
        break
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--
        break
    }
  }
  return deepest
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
