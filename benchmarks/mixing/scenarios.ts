import type { SeededRandom } from 'clacks/testing'

/** How a network starts, and what it carries. */
export interface Scenario {
  readonly name: string
  readonly nodes: number
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
  /** The sends a node and second that are to be reached from the 64th second on. */
  readonly paceGoal: number
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

export const SCENARIOS: readonly Scenario[] = [
  { name: 'star', nodes: 300, messages: 1, seconds: 1_024, contacts: star, paceGoal: 0.35 },
  { name: 'star, 10 messages', nodes: 300, messages: 10, seconds: 256, contacts: star, paceGoal: 0.75 },
  { name: 'star, 100 messages', nodes: 300, messages: 100, seconds: 256, contacts: star, paceGoal: 0.65 },
  {
    name: 'star, 50 places',
    nodes: 300,
    messages: 1,
    peers: 50,
    seconds: 3_600,
    contacts: star,
    paceGoal: 0,
  },
  { name: 'line', nodes: 300, messages: 1, seconds: 1_024, contacts: line, paceGoal: 0.35 },
  { name: 'ring', nodes: 300, messages: 1, seconds: 1_024, contacts: ring, paceGoal: 0.35 },
  { name: 'random contacts', nodes: 300, messages: 1, seconds: 1_024, contacts: random, paceGoal: 0.35 },
  { name: 'two clusters', nodes: 300, messages: 1, seconds: 1_024, contacts: clusters, paceGoal: 0.35 },
  {
    name: 'joins',
    nodes: 300,
    messages: 1,
    seconds: 1_024,
    contacts: star,
    secondsBetweenJoins: 1,
    paceGoal: 0.35,
  },
  { name: 'star of 1,000', nodes: 1_000, messages: 1, seconds: 1_024, contacts: star, paceGoal: 0.35 },
]
