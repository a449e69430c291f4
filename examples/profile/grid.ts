import { createNetwork } from 'clacks/testing'
import odometer, { isWalker } from './odometer.js'

/** The grid at one moment: one entry per node, row by row. */
export interface Frame {
  readonly hops: number
  /** Visits of the message. */
  readonly visits: readonly number[]
  /** Number of known peers. */
  readonly known: readonly number[]
  /** Hops at the first visit; undefined before. */
  readonly first: readonly (number | undefined)[]
  /** The node that has the message. */
  readonly at: number
}

/**
 * Lets a message walk from the middle of a grid until it has visited every node.
 * @param side nodes of a side
 * @param frames number of frames; the hops between them grow by a constant factor
 * @param maxHops ends after this many hops at the latest
 */
export async function walkGrid(
  side: number,
  seed: number,
  frames: number,
  maxHops: number,
): Promise<readonly Frame[]> {
  await using network = await createNetwork({
    nodes: side * side,
    seed,
    topology: (_, index) => neighbours(side, index),
    plugins: () => [odometer()],
    options: { sendrate: Number.POSITIVE_INFINITY, idleAnnounce: 0 },
  })
  const nodes = network.nodes
  const odometers = nodes.flatMap((node) => node.service('odometer') ?? [])
  let hops = 0
  let at = Math.floor(side / 2) * (side + 1)
  for (const [index, node] of nodes.entries()) {
    node.hooks.queued.tap('grid', (message) => {
      if (!isWalker(message)) return
      hops = message.hops
      at = index
    })
  }
  const picture = (): Frame => ({
    hops,
    visits: odometers.map(({ visits }) => visits),
    known: nodes.map((node) =>
      Object.values(node.getPeers()).reduce((sum, peers) => sum + Object.keys(peers).length, 0),
    ),
    first: odometers.map(({ first }) => first),
    at,
  })

  nodes[at]?.enqueue({ hops: 0 })
  const taken = [picture()]
  for (let frame = 1; frame <= frames; frame++) {
    const mark = Math.round(maxHops ** (frame / frames))
    while (hops < mark && odometers.some(({ visits }) => visits === 0)) await network.step()
    if (hops > (taken.at(-1)?.hops ?? 0)) taken.push(picture())
  }
  return taken
}

/** The nodes above, below, left and right. */
export function neighbours(side: number, index: number): number[] {
  const [row, column] = [Math.floor(index / side), index % side]
  const around = [
    [row - 1, column],
    [row + 1, column],
    [row, column - 1],
    [row, column + 1],
  ] as const
  return around
    .filter((place) => place.every((each) => each >= 0 && each < side))
    .map(([r, c]) => r * side + c)
}

/** Hops after which a share of the nodes had been visited; undefined if it was not reached. */
export function hopsTo(share: number, { first }: Frame): number | undefined {
  const reached = first.filter((each) => each !== undefined).sort((a, b) => a - b)
  return reached[Math.ceil(share * first.length) - 1]
}
