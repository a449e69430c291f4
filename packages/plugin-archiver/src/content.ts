import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { StoreFailure, textOf } from './store-failure.js'
import { collectWords, MOST_WORDS } from './words.js'

/**
 * A message nested deeper than this is not brought into canonical form (the library recurses): its hash is that of its JSON text, so
 * that the order of its keys counts. A fixed depth, so that every node comes to the same hash.
 */
export const CANONICAL_DEPTH = 500

/** A class that is longer is not kept as one. */
const LONGEST_CLASS = 200

/** What the archive knows of a message from the message alone. */
export interface Content {
  readonly hash: string
  readonly class: string | undefined
  /** The distinct words of its texts, a space between them. */
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
  const words = new Set<string>()
  const depth = walk(message, (text) => {
    if (words.size < MOST_WORDS) collectWords(text, words)
  })
  return {
    hash: hash('sha256', depth > CANONICAL_DEPTH ? json : canonical(message, json)),
    class: classOf(message),
    words: Array.from(words).join(' '),
    bytes: Buffer.byteLength(json),
  }
}

/** The field `class` of a message, where it is a text that every database can hold. */
export function classOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !Object.hasOwn(message, 'class')) return undefined
  const found: unknown = Reflect.get(message, 'class')
  const fits = typeof found === 'string' && found.length <= LONGEST_CLASS && !/[\0\p{Cs}]/u.test(found)
  return fits ? found : undefined
}

/** Texts that RFC 8785 leaves out, such as halves of surrogate pairs, stay as they are. */
function canonical(message: unknown, json: string): string {
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

/** Visits every text within a value, and says how deep it is nested. Keys are not texts. */
function walk(value: unknown, visit: (text: string) => void): number {
  let depth = 0
  let level: unknown[] = [value]
  while (level.length > 0) {
    const next: unknown[] = []
    let holders = 0
    for (const item of level) {
      if (typeof item === 'string') visit(item)
      else if (typeof item === 'number') visit(String(item))
      else if (typeof item === 'object' && item !== null) {
        holders++
        for (const inner of Object.values(item)) next.push(inner)
      }
    }
    if (holders > 0) depth++
    level = next
  }
  return depth
}
