import { expect, it } from 'vitest'
import { nearest } from '../../src/plugins/nearest.js'

it.each([
  ['directroy', ['direct', 'directory'], 'directory'],
  ['Logger', ['logger'], 'logger'],
  ['loger', ['archiver', 'logger'], 'logger'],
  ['sufix', ['suffix', 'prefix'], 'suffix'],
  ['a', ['b'], undefined],
  ['xyz', ['logger'], undefined],
  ['x', [], undefined],
])('%s of %j probably means %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant)
})
