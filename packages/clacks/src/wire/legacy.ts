import { depthOf } from './json.js'

/**
 * A legacy peer reads one TLS record; what stands beyond is corrupted silently (docs/wire.md). Headers and body together
 * must not exceed this, nor may several requests that are written at once.
 */
export const LEGACY_RECORD_BYTES = 16_384
/** Headers of a request as our client writes them, without the host name. */
const HEADER_BYTES = 192
/** Leaves room for two host names of 253 characters, which later hops add around the message. */
export const LEGACY_MESSAGE_BYTES = 15_300
/** A legacy peer overflows its stack on what is nested some thousand levels deep; others may do so earlier. */
export const LEGACY_DEPTH = 64

/** Bytes of a request on the wire. @param body its body in bytes */
export function wireBytes(body: number, hostname: string): number {
  return body + HEADER_BYTES + hostname.length
}

/** Bytes of the request that a message makes, whatever the names in it. @param message in bytes */
export function maxWireBytes(message: number): number {
  return message + (LEGACY_RECORD_BYTES - LEGACY_MESSAGE_BYTES)
}

/** JSON texts of messages that a legacy peer would take and never pass on. */
const FALSY = new Set(['0', '-0', '""', 'false', 'null'])
/** Sixteen digits may be an integer beyond 2^53, which loses digits when a legacy peer passes it on. */
const MANY_DIGITS = /\d{16}|\d[eE]/
/** What is escaped on its way in, a legacy peer writes out in full on its way on. */
const ESCAPE = '\\u'

/**
 * Whether a legacy peer can take a message and pass it on unharmed: ASCII, small, flat, truthy, and numbers that survive.
 * What it cannot carry goes round it, between peers of this project.
 */
export function fitsLegacy(json: string): boolean {
  if (json.length > LEGACY_MESSAGE_BYTES || !isAscii(json) || FALSY.has(json)) return false
  if (json.length > 2 * LEGACY_DEPTH && depthOf(json) > LEGACY_DEPTH) return false
  const numbersAtRisk = MANY_DIGITS.test(json)
  if (!numbersAtRisk && !json.includes(ESCAPE)) return true
  const passedOn = JSON.stringify(JSON.parse(json))
  return isAscii(passedOn) && (!numbersAtRisk || passedOn === json)
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
