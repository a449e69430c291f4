import { describe, expect, it } from 'vitest'
import { columnsOf, pad, shorten } from '../../../src/cli/terminal/columns.js'

describe('shorten', () => {
  it.each([
    ['clacks', 6, 'clacks'],
    ['clacks', 5, 'clac…'],
    ['clacks', 1, '…'],
    ['', 3, ''],
    ['漢字漢字', 8, '漢字漢字'],
    ['漢字漢字', 7, '漢字漢…'],
    ['漢字漢字', 6, '漢字…'],
    ['🗼🗼', 3, '🗼…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿🇩🇪x', 4, '🏴󠁧󠁢󠁳󠁣󠁴󠁿…'],
  ])('%s in %i columns', (text, columns, shown) => {
    expect(shorten(text, columns)).toBe(shown)
  })
})

describe('columnsOf and pad', () => {
  it.each([
    ['tower', 5],
    ['漢字', 4],
    ['ｶﾅ', 2],
    ['🗼🇩🇪', 4],
    ['e\u0301', 1],
  ])('%s takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns)
    expect(pad(text, 8)).toBe(text + ' '.repeat(8 - columns))
    expect(pad(text, 1)).toBe(text)
  })
})
