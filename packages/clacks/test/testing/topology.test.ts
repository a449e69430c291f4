import { expect, it } from 'vitest'
import { systemRandom } from '../../src/random.js'
import { type Edge, neighboursIn, topologyIssues } from '../../src/testing/topology.js'

const SIZE = 20_000
const names = Array.from({ length: SIZE }, (_, index) => `node-${index}`)

it('a topology of edges by name is as good for 20,000 nodes as for ten', () => {
  const edges = names.flatMap((name, index): Edge[] => [
    [name, `node-${(index + 1) % SIZE}`],
    [name, (index + 7) % SIZE],
  ])
  expect(topologyIssues(edges, names)).toEqual([])
  const neighbours = neighboursIn(edges, names, () => systemRandom)
  for (const index of names.keys())
    expect(neighbours(index)).toEqual([`node-${(index + 1) % SIZE}`, `node-${(index + 7) % SIZE}`])
})

it('a node does not know itself, and others once', () => {
  const edges: readonly Edge[] = [
    ['a', 'a'],
    [0, 1],
    ['a', 'b'],
  ]
  expect(neighboursIn(edges, ['a', 'b'], () => systemRandom)(0)).toEqual(['b'])
})
