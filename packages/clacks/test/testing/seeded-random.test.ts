import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../src/testing/seeded-random.js'

const draw = (random: SeededRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.fraction())

describe('seeded randomness', () => {
  it('gives the same numbers for the same seed, and different ones for another', () => {
    expect(draw(new SeededRandom(7), 20)).toEqual(draw(new SeededRandom(7), 20))
    expect(draw(new SeededRandom('7'), 3)).not.toEqual(draw(new SeededRandom(8), 3))
  })

  it('stays the same from version to version, so that a seed in a report can be replayed', () => {
    expect(draw(new SeededRandom('clacks'), 3)).toMatchInlineSnapshot(`
      [
        0.3142520119436085,
        0.7116512379143387,
        0.3381071586627513,
      ]
    `)
    expect(new SeededRandom('clacks').token()).toMatchInlineSnapshot(`"4tFyUInGLrbVMI5W"`)
  })

  it('is uniform over 0 to 1', () => {
    const cells = new Array<number>(20).fill(0)
    for (const fraction of draw(new SeededRandom(1), 20_000)) {
      const cell = Math.floor(fraction * cells.length)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    expect(Math.min(...cells)).toBeGreaterThan(850)
    expect(Math.max(...cells)).toBeLessThan(1_150)
  })

  it('makes unique tokens of 16 URL-safe characters', () => {
    const random = new SeededRandom(2)
    const tokens = Array.from({ length: 1_000 }, () => random.token())
    expect(tokens.every((token) => /^[\w-]{16}$/.test(token))).toBe(true)
    expect(new Set(tokens).size).toBe(1_000)
  })

  it('forks streams by name, independent of what was drawn before', () => {
    const fresh = new SeededRandom(3)
    const used = new SeededRandom(3)
    draw(used, 100)
    expect(draw(used.fork('a'), 5)).toEqual(draw(fresh.fork('a'), 5))
    expect(draw(fresh.fork('a'), 5)).not.toEqual(draw(fresh.fork('b'), 5))
    expect(draw(fresh.fork('a').fork('b'), 5)).not.toEqual(draw(fresh.fork('b').fork('a'), 5))
  })
})
