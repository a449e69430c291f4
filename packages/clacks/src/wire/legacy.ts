import { INEXACT_SUSPECT } from './json-fidelity.js'
import { shapeOf } from './json-shape.js'

/**
 * A legacy peer reads one TLS record and silently corrupts the rest (docs/wire.md). The limit for
 * headers and body together, and for several requests written at once.
 */
export const LEGACY_RECORD_BYTES = 16_384
/** Bytes of the headers of our client, without the host name. */
const HEADER_BYTES = 192
/** Leaves room for two host names of 253 characters, which later hops may add. */
export const LEGACY_MESSAGE_BYTES = 15_300
/**
 * A legacy peer overflows its stack at a few thousand levels of nesting; others may do so earlier.
 */
export const LEGACY_DEPTH = 64

/** Bytes of a request on the wire. @param body its body in bytes */
export function wireBytes(body: number, hostname: string): number {
  return body + HEADER_BYTES + hostname.length
}

/** The maximum bytes of a request with a message, with any host names. @param message in bytes */
export function maxWireBytes(message: number): number {
  return message + (LEGACY_RECORD_BYTES - LEGACY_MESSAGE_BYTES)
}

/** JSON texts of messages that a legacy peer accepts and never passes on. */
const FALSY = new Set(['0', '-0', '""', 'false', 'null'])
/** A legacy peer passes escaped characters on unescaped. */
const ESCAPE = '\\u'

/**
 * Whether a legacy peer can pass a message on intact: ASCII, small, shallow, truthy, and numbers
 * that survive. Other messages travel between peers of this project only.
 */
export function fitsLegacy(json: string): boolean {
  if (json.length > LEGACY_MESSAGE_BYTES || !isAscii(json) || FALSY.has(json)) return false
  if (json.length > 2 * LEGACY_DEPTH && shapeOf(json).depth > LEGACY_DEPTH) return false
  // A legacy peer rounds numbers that no double has when it passes them on.
  const numbersAtRisk = INEXACT_SUSPECT.test(json)
  if (!numbersAtRisk && !json.includes(ESCAPE)) return true
  const passedOn = JSON.stringify(JSON.parse(json))
  return isAscii(passedOn) && (!numbersAtRisk || passedOn === json)
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
