import { ClacksError } from '../errors.js'

/** A pair of nodes, by name or index: the first knows the second. */
export type Edge = readonly [knows: string | number, known: string | number]

/**
 * Which nodes know each other at the start. The named ones are symmetric: in a `full` network every
 * node knows all others, in a `ring` its two neighbours, in a `line` the same with open ends, in a
 * `star` the first node knows all and all know the first, and with `none` nobody knows anybody. A
 * function returns the indices of the nodes that node `index` knows; a list of pairs gives the
 * edges.
 */
export type Topology =
  | 'full'
  | 'ring'
  | 'line'
  | 'star'
  | 'none'
  | ((names: readonly string[], index: number) => Iterable<number>)
  | readonly Edge[]

/**
 * The names of the nodes that node `index` knows.
 * @throws ClacksError ERR_CLACKS_OPTION for an unknown node
 */
export function knownTo(topology: Topology, names: readonly string[], index: number): string[] {
  const known = new Set(Array.from(indicesOf(topology, names, index), (other) => nameOf(names, other)))
  known.delete(nameOf(names, index))
  return [...known]
}

function indicesOf(topology: Topology, names: readonly string[], index: number): Iterable<string | number> {
  if (typeof topology === 'function') return topology(names, index)
  if (typeof topology !== 'string') {
    const self = nameOf(names, index)
    return topology.filter(([knows]) => nameOf(names, knows) === self).map(([, known]) => known)
  }
  const last = names.length - 1
  switch (topology) {
    case 'full':
      return names.keys()
    case 'ring':
      return [index === 0 ? last : index - 1, index === last ? 0 : index + 1]
    case 'line':
      return [index - 1, index + 1].filter((other) => other >= 0 && other <= last)
    case 'star':
      return index === 0 ? names.keys() : [0]
    case 'none':
      return []
  }
}

function nameOf(names: readonly string[], node: string | number): string {
  const name = typeof node === 'number' ? names[node] : names.find((other) => other === node)
  if (name !== undefined) return name
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `The topology names node ${JSON.stringify(node)}, which is not in the network.`,
  )
}
