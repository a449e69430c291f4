import { ClacksError } from '../errors.js'

/** A pair of nodes, by name or index: the first knows the second. */
export type Edge = readonly [knows: string | number, known: string | number]

/**
 * Who knows whom at the start. What is named goes both ways: `full` everybody everybody, `ring` the neighbours on both
 * sides, `line` a ring cut open, `star` the first node everybody and everybody the first, `none` nobody. A function gives the
 * indices of the nodes that node `index` knows; a list of pairs says it edge by edge.
 */
export type Topology =
  | 'full'
  | 'ring'
  | 'line'
  | 'star'
  | 'none'
  | ((names: readonly string[], index: number) => Iterable<number>)
  | readonly Edge[]

/** The names of the nodes that node `index` knows at the start. @throws ClacksError ERR_CLACKS_OPTION for a node that is not there */
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
