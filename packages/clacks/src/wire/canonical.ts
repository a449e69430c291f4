import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { parseMessage } from './json.js'
import { duplicateKeyIn, inexactNumberIn } from './json-fidelity.js'

/** The library recurses. The limit is fixed, so that all nodes agree. */
const MAX_DEPTH = 500

/**
 * The canonical JSON (RFC 8785) of a message: the same for all orders of its keys. Undefined if
 * there is none: it is nested deeper than 500 levels, or contains a lone surrogate.
 * @param message a JSON value
 */
export function canonicalJson(message: unknown): string | undefined {
  if (isDeeper(message)) return undefined
  try {
    return canonicalize(message)
  } catch {
    return undefined
  }
}

/**
 * The identity of a message: SHA-256 of its canonical JSON, as 64 hex characters. The order of
 * keys, white space and the notation of numbers do not matter. For a text without a canonical form
 * (also if a key occurs twice, or a number has more digits than a double) it is the SHA-256 of the
 * text.
 * @param json the JSON text of a message, such as `reception.json`
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function messageHash(json: string): string {
  const message = parseMessage(json)
  const says = duplicateKeyIn(json) ?? inexactNumberIn(json)
  return hash('sha256', (says === undefined ? canonicalJson(message) : undefined) ?? json)
}

function isDeeper(message: unknown): boolean {
  let level: unknown[] = [message]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}
