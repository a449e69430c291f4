import { expect, it } from 'vitest'
import { didYouMean, nearest, suggestion } from '../src/did-you-mean.js'

it.each([
  ['directroy', ['direct', 'directory'], 'directory'],
  ['Logger', ['logger'], 'logger'],
  ['loger', ['archiver', 'logger'], 'logger'],
  ['sufix', ['suffix', 'prefix'], 'suffix'],
  ['prot', ['port'], 'port'],
  ['root', ['port'], undefined],
  ['a', ['b'], undefined],
  ['xyz', ['logger'], undefined],
  ['x', [], undefined],
])('%s, one of %j, means %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant)
})

it('does not compare a very long word from a peer', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `field${index}`)
  expect(nearest('field'.repeat(1_000_000), names)).toBeUndefined()
})

it('is a sentence, with or without a leading space', () => {
  expect(didYouMean('prot', ['port'])).toBe('Did you mean "port"?')
  expect(didYouMean('prot', ['key'])).toBeUndefined()
  expect(suggestion('prot', ['port'])).toBe(' Did you mean "port"?')
  expect(suggestion('prot', ['key'])).toBe('')
})
