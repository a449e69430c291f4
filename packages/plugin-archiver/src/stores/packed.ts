import type { SeenAt, Sighting, SignatureState } from '../archive.js'

/**
 * Sightings in columns. Posting objects to another thread would cost the thread of the node five
 * times as much.
 */
export interface Packed {
  readonly texts: readonly string[]
  /**
   * Five numbers per sighting: first seen, last seen, times seen, number of peers, and the index of
   * its signature state.
   */
  readonly spans: Float64Array
  /** Four numbers per peer of a sighting: its index in `peers`, first, last and times seen. */
  readonly seen: Float64Array
  readonly peers: readonly Pick<SeenAt, 'identifier' | 'hostname' | 'port'>[]
}

const SIGNATURES: readonly SignatureState[] = ['unknown', 'valid', 'invalid', 'unsigned']
const SPAN_COLUMNS = 5
const SEEN_COLUMNS = 4

/** Packs sightings for the thread. */
export function pack(sightings: readonly Sighting[]): Packed {
  const texts: string[] = []
  const spans = new Float64Array(SPAN_COLUMNS * sightings.length)
  const seen: number[] = []
  const peers: SeenAt[] = []
  const places = new Map<string, number>()
  let place = 0
  for (const sighting of sightings) {
    texts.push(sighting.json)
    spans[place++] = sighting.firstSeen
    spans[place++] = sighting.lastSeen
    spans[place++] = sighting.timesSeen
    spans[place++] = sighting.peers.length
    spans[place++] = SIGNATURES.indexOf(sighting.signature ?? 'unknown')
    for (const peer of sighting.peers) {
      let known = places.get(peer.identifier)
      if (known === undefined) {
        known = peers.push(peer) - 1
        places.set(peer.identifier, known)
      }
      seen.push(known, peer.firstSeen, peer.lastSeen, peer.timesSeen)
    }
  }
  return { texts, spans, seen: Float64Array.from(seen), peers }
}

/** Restores the sightings. */
export function unpack({ texts, spans, seen, peers }: Packed): Sighting[] {
  let place = 0
  return texts.map((json, index) => {
    const row = SPAN_COLUMNS * index
    const count = spans[row + 3] ?? 0
    const signature = SIGNATURES[spans[row + 4] ?? 0] ?? 'unknown'
    const from: SeenAt[] = []
    for (let peer = 0; peer < count; peer++, place += SEEN_COLUMNS) {
      const { identifier = '', hostname = '', port = 0 } = peers[seen[place] ?? 0] ?? {}
      from.push({ identifier, hostname, port, ...spanAt(seen, place + 1) })
    }
    return { json, ...spanAt(spans, row), peers: from, signature }
  })
}

function spanAt(numbers: Float64Array, place: number) {
  return {
    firstSeen: numbers[place] ?? 0,
    lastSeen: numbers[place + 1] ?? 0,
    timesSeen: numbers[place + 2] ?? 0,
  }
}
