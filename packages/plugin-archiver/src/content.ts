import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { StoreFailure, textOf } from './store-failure.js'
import { wordsOf } from './words.js'

/**
 * A message nested deeper than this is not brought into canonical form (the library recurses): its
 * hash is that of its JSON text, so that the order of its keys counts. A fixed depth, so that every
 * node comes to the same hash.
 */
export const CANONICAL_DEPTH = 500

/** With more keys than this, the engine would look for too many in each object. */
const MAX_SORTED_KEYS = 64

/** A class that is longer is not kept as one. */
const MAX_CLASS = 200

/** What the archive knows of a message from the message alone. */
export interface Content {
  readonly hash: string
  readonly class: string | undefined
  /** The words of its texts, spaces between them. */
  readonly words: string
  readonly bytes: number
}

/**
 * Looks into a message, however deep it is nested.
 * @param json its JSON text
 * @throws StoreFailure `sighting` for what is not JSON
 */
export function contentOf(json: string): Content {
  const message = parse(json)
  const found = walk(message)
  return {
    hash: hash('sha256', found.depth > CANONICAL_DEPTH ? json : canonical(message, json, found)),
    class: classOf(message),
    words: wordsOf(found.texts),
    bytes: Buffer.byteLength(json),
  }
}

/** The field `class` of a message, where it is a text that every database can hold. */
export function classOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !Object.hasOwn(message, 'class')) return undefined
  const found: unknown = Reflect.get(message, 'class')
  const fits = typeof found === 'string' && found.length <= MAX_CLASS && !/[\0\p{Cs}]/u.test(found)
  return fits ? found : undefined
}

/** Texts that RFC 8785 leaves out, such as halves of surrogate pairs, stay as they are. */
function canonical(message: unknown, json: string, { keys, isOrdinary }: Found): string {
  if (isOrdinary && keys.length <= MAX_SORTED_KEYS) {
    // The engine writes texts and numbers as RFC 8785 does, which took that from it; what is left
    // is the order of the keys.
    const text = JSON.stringify(message, keys.sort())
    if (!text.includes('\\ud')) return text
  }
  try {
    return canonicalize(message) ?? json
  } catch {
    return json
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (thrown) {
    throw new StoreFailure('sighting', `The message is not JSON: ${textOf(thrown)}`)
  }
}

interface Found {
  /** Keys are not among them. */
  readonly texts: string[]
  /** Those of all objects. */
  readonly keys: string[]
  /** It has no key that every object has, and no number beyond those of JSON. */
  readonly isOrdinary: boolean
  readonly depth: number
}

/** Collects what is in a value, however deep it is nested. */
function walk(value: unknown): Found {
  const [texts, keys]: [string[], string[]] = [[], []]
  let isOrdinary = true
  let depth = 0
  let level: unknown[] = [value]
  while (level.length > 0) {
    const next: unknown[] = []
    let holders = 0
    for (const item of level) {
      if (typeof item === 'string') texts.push(item)
      else if (typeof item === 'number') {
        texts.push(String(item))
        if (!Number.isFinite(item)) isOrdinary = false
      } else if (typeof item === 'object' && item !== null) {
        holders++
        if (!Array.isArray(item)) {
          for (const key of Object.keys(item)) {
            keys.push(key)
            if (key === '__proto__') isOrdinary = false
          }
        }
        for (const inner of Object.values(item)) next.push(inner)
      }
    }
    if (holders > 0) depth++
    level = next
  }
  return { texts, keys, isOrdinary, depth }
}
