import { expect, it } from 'vitest'
import { tableLines } from '../../../src/cli/terminal/write.js'

const ROWS = [
  ['tls.key', '"/srv/towers/one/.clacks/key.pem"', 'default'],
  ['port', '8080', 'clacks.config.yaml:3:1'],
]

it('a table has columns as wide as they need', () => {
  expect(tableLines(ROWS, 80)).toEqual([
    'tls.key  "/srv/towers/one/.clacks/key.pem"  default',
    'port     8080                               clacks.config.yaml:3:1',
  ])
  expect(tableLines([['漢字漢字', 'x']], 11)).toEqual(['漢字漢字  x'])
  expect(tableLines([], 80)).toEqual([])
})

it('on a narrow screen the widest column gives way, and who says a value stays readable', () => {
  expect(tableLines(ROWS, 50)).toEqual([
    'tls.key  "/srv/towers/one…  default',
    'port     8080               clacks.config.yaml:3:1',
  ])
  expect(tableLines([['status', 'x'.repeat(100)]], 40)).toEqual([`status  ${'x'.repeat(31)}…`])
})

it('no line is longer than the screen', () => {
  for (const line of tableLines(ROWS, 20)) expect(line.length).toBeLessThanOrEqual(20)
})
