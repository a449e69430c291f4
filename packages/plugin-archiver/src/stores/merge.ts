import type { SeenAt, Sighting, SignatureState } from '../archive.js'
import { type Content, contentOf } from '../content.js'

/** The merged sightings of one message, and what is derived from the message. */
export interface Merged extends Content, Sighting {
  readonly signature: SignatureState
}

/**
 * Merges the sightings of each message. Sorted by the time first seen.
 * @throws StoreFailure `sighting` if a message is not JSON
 */
export function merge(sightings: readonly Sighting[]): Merged[] {
  const byHash = new Map<string, Merged>()
  const byText = new Map<string, Content>()
  for (const sighting of sightings) {
    let content = byText.get(sighting.json)
    if (content === undefined) {
      content = contentOf(sighting.json)
      byText.set(sighting.json, content)
    }
    const known = byHash.get(content.hash)
    byHash.set(content.hash, known === undefined ? merged(sighting, content) : combined(known, sighting))
  }
  return [...byHash.values()].sort((a, b) => a.firstSeen - b.firstSeen)
}

/** Field by field: spreading both would cost as much as hashing the message. */
function merged(sighting: Sighting, content: Content): Merged {
  const { json, firstSeen, lastSeen, timesSeen, peers, signature = 'unknown' } = sighting
  const { hash, class: kind, words, bytes } = content
  return { json, firstSeen, lastSeen, timesSeen, peers, signature, hash, class: kind, words, bytes }
}

function combined(known: Merged, more: Sighting): Merged {
  const peers = new Map<string, SeenAt>()
  for (const peer of [...known.peers, ...more.peers]) {
    const same = peers.get(peer.identifier)
    peers.set(peer.identifier, same === undefined ? peer : { ...same, ...span(same, peer) })
  }
  const { signature = 'unknown' } = more
  return {
    ...known,
    ...span(known, more),
    peers: [...peers.values()],
    signature: signature === 'unknown' ? known.signature : signature,
  }
}

type Span = Pick<Sighting, 'firstSeen' | 'lastSeen' | 'timesSeen'>

function span(a: Span, b: Span): Span {
  return {
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    timesSeen: a.timesSeen + b.timesSeen,
  }
}
