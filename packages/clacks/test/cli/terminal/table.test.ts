import { expect, it } from 'vitest'
import { tableLines } from '../../../src/cli/terminal/table.js'

const ROWS = [
  ['tls.key', '"/srv/towers/one/.clacks/key.pem"', 'default'],
  ['port', '8080', 'clacks.config.yaml:3:1'],
]

it('a table has columns as wide as their content', () => {
  expect(tableLines(ROWS, 80)).toEqual([
    'tls.key  "/srv/towers/one/.clacks/key.pem"  default',
    'port     8080                               clacks.config.yaml:3:1',
  ])
  expect(
    tableLines(
      [
        ['漢字漢字', 'x'],
        ['🗼', 'y'],
      ],
      11,
    ),
  ).toEqual(['漢字漢字  x', '🗼        y'])
  expect(tableLines([], 80)).toEqual([])
})

it('on a narrow terminal the widest column is shortened and the others stay readable', () => {
  expect(tableLines(ROWS, 50)).toEqual([
    'tls.key  "/srv/towers/one…  default',
    'port     8080               clacks.config.yaml:3:1',
  ])
  expect(tableLines([['status', 'x'.repeat(100)]], 40)).toEqual([`status  ${'x'.repeat(31)}…`])
})

it('no line is wider than the terminal', () => {
  for (const line of tableLines(ROWS, 20)) expect(line.length).toBeLessThanOrEqual(20)
})
