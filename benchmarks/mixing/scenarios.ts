import type { SeededRandom } from 'clacks/testing'

/** How a network starts, what it carries, and what is asked of it. */
export interface Scenario {
  readonly name: string
  /** Messages of each node at the start. */
  readonly messages: number
  /** `limits.peers`. Default: that of the settings. */
  readonly peers?: number
  /** Virtual seconds. */
  readonly seconds: number
  /** The `peers` of a node when it starts, by their number. */
  readonly contacts: (index: number, nodes: number, random: SeededRandom) => readonly number[]
  /** Seconds between the starts of two nodes. Default 0: all start together. */
  readonly secondsBetweenJoins?: number
  /** Virtual seconds during which two halves cannot reach each other, from the 256th on. */
  readonly partition?: number
  /** Share of the nodes that follow the algorithm of clacks-p2p. Default 0. */
  readonly legacy?: number
  /** Sends a node and second after 64 and after 512 seconds. */
  readonly paceGoals?: readonly [after64: number, after512: number]
}

const star = (index: number): readonly number[] => (index === 0 ? [] : [0])
const line = (index: number): readonly number[] => (index === 0 ? [] : [index - 1])
const ring = (index: number, nodes: number): readonly number[] => [(index + 1) % nodes]
const random = (index: number, nodes: number, lot: SeededRandom): readonly number[] => [
  ...new Set(
    Array.from({ length: 3 }, () => Math.floor(lot.fraction() * nodes)).filter((other) => other !== index),
  ),
]
/** Two stars, and one node that knows both. */
const clusters = (index: number, nodes: number): readonly number[] => {
  const second = Math.floor(nodes / 2)
  if (index === 0 || index === second) return []
  if (index === nodes - 1) return [0, second]
  return [index < second ? 0 : second]
}

const PACE: readonly [number, number] = [0.35, 0.5]
const plain = { messages: 1, seconds: 1_024, paceGoals: PACE } as const

export const SCENARIOS: readonly Scenario[] = [
  { ...plain, name: 'star', contacts: star },
  { name: 'star-10', messages: 10, seconds: 256, contacts: star, paceGoals: [0.75, 0.75] },
  { name: 'star-100', messages: 100, seconds: 256, contacts: star, paceGoals: [0.65, 0.65] },
  { ...plain, name: 'line', contacts: line },
  { ...plain, name: 'ring', contacts: ring },
  { ...plain, name: 'random-contacts', contacts: random },
  { ...plain, name: 'two-clusters', contacts: clusters },
  { ...plain, name: 'joins', contacts: star, secondsBetweenJoins: 1 },
  { ...plain, name: '50-places', peers: 50, seconds: 3_600, contacts: star },
  { name: 'partition', messages: 1, contacts: star, seconds: 1_456, partition: 600 },
  { name: '20-percent-legacy', messages: 1, seconds: 1_024, contacts: star, legacy: 0.2 },
]
