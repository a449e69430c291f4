import { createHash } from 'node:crypto'
import type { Sighting } from '../../packages/plugin-archiver/src/archive.ts'

const WORDS =
  'the clacks towers of the grand trunk carry light over the plains from Ankh-Morpork to Genua and back'.split(
    ' ',
  )
const PEERS = Array.from({ length: 50 }, (_, n) => {
  const hostname = `tower-${n}.example`
  return { hostname, port: 8080, identifier: createHash('sha256').update(`${hostname}8080`).digest('hex') }
})

/**
 * Distinct messages of about 200 bytes. Each has the word `common` and a unique word; one in a
 * thousand has the word `rare`.
 */
export function messages(from: number, count: number): Sighting[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index
    const span = { firstSeen: n, lastSeen: n, timesSeen: 1 }
    const text = Array.from(
      { length: 14 },
      (__, word) => WORDS[(n * 7 + word * (1 + (n % 5))) % WORDS.length],
    ).join(' ')
    const message = {
      class: n % 10 === 0 ? 'note' : 'chat',
      n,
      text: `common ${n % 1_000 === 0 ? 'rare' : ''} only${n} ${text}`,
      author: `author${n % 97}`,
    }
    const peer = PEERS[n % PEERS.length]
    return { json: JSON.stringify(message), ...span, peers: peer === undefined ? [] : [{ ...peer, ...span }] }
  })
}
