import { createHash } from 'node:crypto'
import { Ajv } from 'ajv'
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

/** The message in a line of an export, and its sightings; a text says why there is none. */
export function sightingIn(text: string): Sighting | string {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch (thrown) {
    return `it is not JSON: ${textOf(thrown)}`
  }
  if (!validate(line)) {
    const [fault] = validate.errors ?? []
    return `it is no line of an export: ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`
  }
  const { hash, message, firstSeen, lastSeen, timesSeen, peers = [] } = line
  const json = JSON.stringify(message)
  if (hash !== undefined && contentOf(json).hash !== hash)
    return `the message is not that of the hash ${hash}`
  const wrong = peers.find((each) => each.identifier !== identifierOf(each))
  if (wrong !== undefined) return `the identifier of the peer ${wrong.hostname}:${wrong.port} is not its own`
  return { json, firstSeen, lastSeen, timesSeen, peers, ...(line.signature && { signature: line.signature }) }
}

function identifierOf({ hostname, port }: SeenAt): string {
  return createHash('sha256').update(`${hostname}${port}`).digest('hex')
}
