import { didYouMean } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import { describeValue, type Issue, mismatch } from '../issue.js'
import type { Random } from '../random.js'

/** A pair of nodes, by name or index: the first knows the second. */
export type Edge = readonly [knows: string | number, known: string | number]

const NAMED = ['full', 'ring', 'line', 'star', 'none'] as const

/**
 * Which nodes know each other at the start. The named ones are symmetric: in a `full` network every
 * node knows all others, in a `ring` its two neighbours, in a `line` the same with open ends, in a
 * `star` the first node knows all and all know the first, and with `none` nobody knows anybody. A
 * function returns the indices of the nodes that node `index` knows; its `random` is seeded, and
 * different for each node. A list of pairs gives the edges.
 */
export type Topology =
  | (typeof NAMED)[number]
  | ((names: readonly string[], index: number, random: Random) => Iterable<number>)
  | readonly Edge[]

/** The names of the nodes that the node with this index knows. */
export type Neighbours = (index: number) => string[]

/** Issues that are listed of a long list of edges. */
const MAX_ISSUES = 20

/** What is wrong with a topology of nodes with these names. */
export function topologyIssues(topology: unknown, names: readonly string[]): Issue[] {
  if (typeof topology === 'function') return []
  if (Array.isArray(topology)) {
    const edges: readonly unknown[] = topology
    const isKnown = knows(names)
    const issues: Issue[] = []
    for (const [index, edge] of edges.entries()) {
      if (issues.length === MAX_ISSUES) break
      const issue = edgeIssue(edge, index, isKnown)
      if (issue !== undefined) issues.push(issue)
    }
    return issues
  }
  const known: readonly unknown[] = NAMED
  if (known.includes(topology)) return []
  const expected = `one of ${NAMED.join(', ')}, a function, or a list of pairs`
  const fix = typeof topology === 'string' ? didYouMean(topology, NAMED) : undefined
  return [mismatch(['topology'], expected, describeValue(topology), fix)]
}

/**
 * Who knows whom at the start.
 * @param topology without issues
 * @param randomOf the randomness of a node, for a topology that is a function
 * @throws ClacksError ERR_CLACKS_OPTION (also from the result) for a node that is not in the
 *   network
 */
export function neighboursIn(
  topology: Topology,
  names: readonly string[],
  randomOf: (name: string) => Random,
): Neighbours {
  const known = indicesIn(topology, names, randomOf)
  return (index) => {
    const others = new Set<string>()
    for (const other of known(index)) if (other !== index) others.add(nameAt(names, other))
    return [...others]
  }
}

function indicesIn(
  topology: Topology,
  names: readonly string[],
  randomOf: (name: string) => Random,
): (index: number) => Iterable<number> {
  if (typeof topology === 'function') return (index) => topology(names, index, randomOf(nameAt(names, index)))
  if (typeof topology !== 'string') return knownByEdges(topology, names)
  const last = names.length - 1
  switch (topology) {
    case 'full':
      return () => names.keys()
    case 'ring':
      return (index) => [index === 0 ? last : index - 1, index === last ? 0 : index + 1]
    case 'line':
      return (index) => [index - 1, index + 1].filter((other) => other >= 0 && other <= last)
    case 'star':
      return (index) => (index === 0 ? names.keys() : [0])
    case 'none':
      return () => []
  }
}

function knownByEdges(edges: readonly Edge[], names: readonly string[]): (index: number) => number[] {
  const indices = new Map(names.map((name, index) => [name, index]))
  const indexOf = (node: string | number): number => {
    const index = typeof node === 'number' ? node : indices.get(node)
    if (index === undefined || names[index] === undefined) throw notInNetwork(node)
    return index
  }
  const known = new Map<number, number[]>()
  for (const [one, other] of edges) {
    const index = indexOf(one)
    const list = known.get(index)
    if (list === undefined) known.set(index, [indexOf(other)])
    else list.push(indexOf(other))
  }
  return (index) => known.get(index) ?? []
}

function edgeIssue(edge: unknown, index: number, isKnown: (node: unknown) => boolean): Issue | undefined {
  const path = ['topology', index]
  const nodes: readonly unknown[] = Array.isArray(edge) ? edge : []
  if (nodes.length !== 2) return mismatch(path, 'a pair of nodes', describeValue(edge))
  const at = nodes.findIndex((node) => !isKnown(node))
  if (at === -1) return undefined
  return mismatch([...path, at], 'the name or index of a node of the network', describeValue(nodes[at]))
}

function knows(names: readonly string[]): (node: unknown) => boolean {
  const known = new Set<unknown>(names)
  return (node) => (typeof node === 'number' ? names[node] !== undefined : known.has(node))
}

function nameAt(names: readonly string[], index: number): string {
  const name = names[index]
  if (name === undefined) throw notInNetwork(index)
  return name
}

function notInNetwork(node: string | number): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_OPTION',
    `The topology names node ${JSON.stringify(node)}, which is not in the network.`,
  )
}
