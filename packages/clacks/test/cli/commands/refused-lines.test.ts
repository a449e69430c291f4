import { expect, it } from 'vitest'
import { refusedTexts } from '../../../src/cli/commands/refused-lines.js'

it('reports lines that were refused for the same reason together', () => {
  const full = (line: number) => ({ line, reason: 'The disk is full.' })
  expect(refusedTexts([full(3), { line: 4, reason: 'Too large.' }, full(5), full(6)])).toEqual([
    '3 lines, from 3 to 6, were not sent: The disk is full.',
    'line 4 was not sent: Too large.',
  ])
})
