import { createHash } from 'node:crypto'
import type { SeenAt, Sighting } from '../../src/archive.js'

/** A message that was seen once. @param from host names of the peers that it came from */
export function seen(message: unknown, at: number, ...from: string[]): Sighting {
  const span = { firstSeen: at, lastSeen: at, timesSeen: 1 }
  return { json: JSON.stringify(message), ...span, peers: from.map((name) => ({ ...peer(name), ...span })) }
}

/** A peer on port 8080. */
export function peer(hostname: string): Pick<SeenAt, 'identifier' | 'hostname' | 'port'> {
  const identifier = createHash('sha256').update(`${hostname}8080`).digest('hex')
  return { identifier, hostname, port: 8080 }
}
