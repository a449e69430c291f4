import { describe, expect, it } from 'vitest'
import { drawCoverage, measureCoverage, theory } from '../coverage.js'
import { hopsTo, neighbours, walkGrid } from '../grid.js'
import { drawGrid } from '../grid-picture.js'

describe('a grid of 20 x 20 nodes', () => {
  it('knows only its neighbours at the start', () => {
    expect(neighbours(20, 0)).toEqual([20, 1])
    expect(neighbours(20, 21)).toEqual([1, 41, 20, 22])
    expect(neighbours(20, 399)).toEqual([379, 398])
  })

  it('is covered: half of it after about as many hops as there are nodes', async () => {
    const frames = await walkGrid(20, 1, 60, 12_000)
    const [first, last] = [frames[0], frames.at(-1)]
    if (first === undefined || last === undefined) throw new Error('no frames')
    expect(first.known.reduce((sum, known) => sum + known, 0)).toBe(2 * 2 * 20 * 19)
    expect(last.visits.every((visits) => visits > 0)).toBe(true)
    expect(hopsTo(0.5, last)).toBeGreaterThan(200)
    expect(hopsTo(0.5, last)).toBeLessThan(700)
    expect(hopsTo(1, last)).toBeGreaterThan(1_000)
    expect(Math.max(...last.known)).toBeGreaterThan(4)
    expect(last.visits.reduce((sum, visits) => sum + visits, 0)).toBe(last.hops + 1)
  })

  it('repeats a walk from its seed', async () => {
    const [one, same, other] = await Promise.all([
      walkGrid(6, 5, 10, 200),
      walkGrid(6, 5, 10, 200),
      walkGrid(6, 6, 10, 200),
    ])
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
  })

  it('is drawn with three cells per node', async () => {
    const svg = drawGrid(await walkGrid(6, 5, 10, 200))
    expect(svg.match(/<rect /g)).toHaveLength(3 * 36)
    expect(svg.match(/<animate [^>]*attributeName="cx"/g)).toHaveLength(1)
    expect(svg).toContain('0 hops: 1 of 36 nodes have had it')
    expect(svg).not.toMatch(/undefined|NaN/)
  })
})

describe('many nodes', () => {
  const CROWD = { nodes: 300, seed: 7, contacts: 20, messages: 4, until: 0.95 }

  it('are covered as in theory', async () => {
    const curve = await measureCoverage(CROWD)
    for (const { hops, share } of curve)
      expect(Math.abs(share - theory(hops, 300)), `after ${hops} hops`).toBeLessThan(0.1)
    const svg = drawCoverage(curve, CROWD)
    expect(svg).toContain('300 nodes, 20 contacts each, 4 messages')
    expect(svg).not.toMatch(/undefined|NaN/)
  })
})
