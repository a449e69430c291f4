import { hash } from 'node:crypto'
import { messageHash } from 'clacks'
import { StoreFailure, textOf } from './store-failure.js'
import { wordsOf } from './words.js'

/** Deeper messages have no canonical form, see `messageHash`. */
const MAX_DEPTH = 500

/** `JSON.stringify` looks up each listed key in each object. With more keys that is too slow. */
const MAX_SORTED_KEYS = 64

/** Longer classes are ignored. */
const MAX_CLASS = 200

/** What the archive derives from a message. */
export interface Content {
  /** The `messageHash` of its text. */
  readonly hash: string
  readonly class: string | undefined
  /** The words of its strings, separated by spaces. */
  readonly words: string
  readonly bytes: number
}

/**
 * Analyzes a message of any depth.
 * @param json its JSON text
 * @throws StoreFailure `sighting` if it is not JSON
 */
export function contentOf(json: string): Content {
  const message = parse(json)
  const contents = collect(message)
  return {
    hash: quickHash(json, message, contents) ?? messageHash(json),
    class: classOf(message),
    words: wordsOf(contents.texts),
    bytes: Buffer.byteLength(json),
  }
}

/** The field `class` of a message if it is a string that every database can store. */
export function classOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !Object.hasOwn(message, 'class')) return undefined
  const name: unknown = Reflect.get(message, 'class')
  const fits = typeof name === 'string' && name.length <= MAX_CLASS && !/[\0\p{Cs}]/u.test(name)
  return fits ? name : undefined
}

/**
 * The `messageHash` of an ordinary message, in a fraction of the time; undefined for any other.
 *
 * RFC 8785 adopts the strings and numbers of `JSON.stringify`: only the order of the keys differs.
 */
function quickHash(
  json: string,
  message: unknown,
  { keys, isOrdinary, depth }: Contents,
): string | undefined {
  if (!isOrdinary || depth > MAX_DEPTH || keys.length > MAX_SORTED_KEYS) return undefined
  if (json !== JSON.stringify(message)) return undefined
  const text = JSON.stringify(message, keys.sort())
  // RFC 8785 excludes lone surrogates.
  return text.includes('\\ud') ? undefined : hash('sha256', text)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (thrown) {
    throw new StoreFailure('sighting', `The message is not JSON: ${textOf(thrown)}`)
  }
}

interface Contents {
  /** The strings, without keys. */
  readonly texts: string[]
  /** The keys of all objects. */
  readonly keys: string[]
  /** Whether it has neither a key `__proto__` nor a number that is not finite. */
  readonly isOrdinary: boolean
  readonly depth: number
}

/** Collects strings and keys without recursion. */
function collect(value: unknown): Contents {
  const [texts, keys]: [string[], string[]] = [[], []]
  let isOrdinary = true
  let depth = 0
  let level: unknown[] = [value]
  while (level.length > 0) {
    const next: unknown[] = []
    let containers = 0
    for (const item of level) {
      if (typeof item === 'string') texts.push(item)
      else if (typeof item === 'number') {
        texts.push(String(item))
        if (!Number.isFinite(item)) isOrdinary = false
      } else if (typeof item === 'object' && item !== null) {
        containers++
        if (!Array.isArray(item)) {
          for (const key of Object.keys(item)) {
            keys.push(key)
            if (key === '__proto__') isOrdinary = false
          }
        }
        for (const inner of Object.values(item)) next.push(inner)
      }
    }
    if (containers > 0) depth++
    level = next
  }
  return { texts, keys, isOrdinary, depth }
}
