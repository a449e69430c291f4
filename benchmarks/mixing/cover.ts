import { SeededRandom } from 'clacks/testing'
import { MixingNetwork } from './network.ts'

/** Contacts of each node at the start. */
const CONTACTS = 20
/** Messages that walk at a time: few enough to be in nobody's way. */
const WALKS = 40
/** Virtual seconds after which a walk is given up. */
const LIMIT = 3_600
const LOOK = 16

/** Sends until each node has seen a message, as a multiple of those on a random regular graph. */
export async function coverRatio(count: number, seed: number): Promise<number> {
  const network = new MixingNetwork(
    { name: 'cover', messages: 0, seconds: LIMIT, contacts: someOf },
    count,
    seed,
  )
  await network.start()
  const walks = Array.from({ length: WALKS }, (_, number) => new Walk(number))
  for (const [index, node] of network.nodes.entries())
    node.hooks.queued.tap('mixing', (message) => {
      if (typeof message === 'number') walks[message - 1]?.visit(index, count)
      return undefined
    })
  for (const { number } of walks) network.nodes[number % count]?.enqueue(number + 1)
  for (let second = 0; second < LIMIT && walks.some(({ isOver }) => !isOver); second += LOOK)
    await network.advance(LOOK)
  await network.stop()
  return (
    mean(walks.map(({ hops, isOver }) => (isOver ? hops : Number.POSITIVE_INFINITY))) / onRegularGraph(count)
  )
}

class Walk {
  readonly number: number
  hops = -1
  isOver = false
  readonly #visited = new Set<number>()

  constructor(number: number) {
    this.number = number
  }

  visit(node: number, count: number): void {
    if (this.isOver) return
    this.hops++
    this.#visited.add(node)
    this.isOver = this.#visited.size === count
  }
}

function someOf(index: number, count: number, lot: SeededRandom): number[] {
  const some = new Set<number>()
  while (some.size < Math.min(CONTACTS, count - 1)) {
    const other = Math.floor(lot.fraction() * count)
    if (other !== index) some.add(other)
  }
  return [...some]
}

/** The mean of many walks on random graphs in which each node has as many neighbours. */
function onRegularGraph(count: number): number {
  const random = new SeededRandom('regular')
  return mean(Array.from({ length: 200 }, () => walkOn(regularGraph(count, random), random)))
}

function walkOn(neighbours: readonly (readonly number[])[], random: SeededRandom): number {
  const visited = new Set([0])
  let at = 0
  let hops = 0
  for (; visited.size < neighbours.length; hops++) {
    const next = neighbours[at] ?? []
    at = next[Math.floor(random.fraction() * next.length)] ?? 0
    visited.add(at)
  }
  return hops
}

/** Pairs the ends of edges at random; pairs that would be loops or double are left out. */
function regularGraph(count: number, random: SeededRandom): readonly (readonly number[])[] {
  const ends = Array.from({ length: count * CONTACTS }, (_, end) => end % count)
  const neighbours = Array.from({ length: count }, () => new Set<number>())
  while (ends.length > 1) {
    const [one, other] = [take(ends, random), take(ends, random)]
    if (one === other) continue
    neighbours[one]?.add(other)
    neighbours[other]?.add(one)
  }
  return neighbours.map((some) => [...some])
}

function take(ends: number[], random: SeededRandom): number {
  const place = Math.floor(random.fraction() * ends.length)
  const taken = ends[place] ?? 0
  ends[place] = ends.at(-1) ?? 0
  ends.pop()
  return taken
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}
