import { createHash } from 'node:crypto'
import { Ajv } from 'ajv'
import { textAt } from 'clacks'
import type { SeenAt, Sighting } from '../archive.js'
import { contentOf } from '../content.js'
import { textOf } from '../store-failure.js'

interface ExportLine extends Omit<Sighting, 'json' | 'peers'> {
  readonly hash?: string
  readonly message: unknown
  readonly peers?: readonly SeenAt[]
}

const time = { type: 'integer', minimum: 0 }
const span = { firstSeen: time, lastSeen: time, timesSeen: { type: 'integer', minimum: 1 } }
const signature = { enum: ['valid', 'invalid', 'unsigned', 'unknown'] }
const peer = {
  type: 'object',
  properties: {
    identifier: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    hostname: { type: 'string', maxLength: 253 },
    port: { type: 'integer', minimum: 0, maximum: 65_535 },
    ...span,
  },
  required: ['identifier', 'hostname', 'port', 'firstSeen', 'lastSeen', 'timesSeen'],
}
const validate = new Ajv().compile<ExportLine>({
  type: 'object',
  properties: { hash: { type: 'string' }, ...span, peers: { type: 'array', items: peer }, signature },
  required: ['message', 'firstSeen', 'lastSeen', 'timesSeen'],
})

/** The message and its sightings in a line of an export, or the reason why it is invalid. */
export function sightingIn(text: string): Sighting | string {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch (thrown) {
    return `it is not JSON: ${textOf(thrown)}`
  }
  if (!validate(line)) {
    const [error] = validate.errors ?? []
    return `it is not a line of an export: ${error?.instancePath ?? ''} ${error?.message ?? ''}`
  }
  const { hash, message, firstSeen, lastSeen, timesSeen, peers = [] } = line
  // Character by character: a number may have more digits than a double.
  const json = textAt(text, ['message']) ?? JSON.stringify(message)
  if (hash !== undefined && contentOf(json).hash !== hash) return `the message does not have the hash ${hash}`
  const mismatch = peers.find((each) => each.identifier !== identifierOf(each))
  if (mismatch !== undefined) return `the peer ${mismatch.hostname}:${mismatch.port} has another identifier`
  return { json, firstSeen, lastSeen, timesSeen, peers, ...(line.signature && { signature: line.signature }) }
}

function identifierOf({ hostname, port }: SeenAt): string {
  return createHash('sha256').update(`${hostname}${port}`).digest('hex')
}
