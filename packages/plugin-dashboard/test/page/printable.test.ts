import { describe, expect, it } from 'vitest'
import { printable, printableValue } from '../../page/parts/printable.js'
import { HOSTILE } from '../hostile-texts.js'

describe('printable', () => {
  it('writes out what is invisible or changes the direction of text', () => {
    expect(printable('a\u202eb\nc\u200bd')).toBe('a\\u{202e}b\\u{a}c\\u{200b}d')
    expect(printable('Grüße, 世界')).toBe('Grüße, 世界')
  })

  it('cuts what is long, not within a character, and keeps few marks on a letter', () => {
    expect(printable('abcdef', 3)).toBe('abc…')
    expect(printable('ab👩', 3)).toBe('ab…')
    expect(printable(`e${'\u0301'.repeat(30)}`).length).toBeLessThan(8)
  })

  it.each(HOSTILE)('bounds %j', (text) => {
    expect(printable(text, 100).length).toBeLessThan(1_000)
    expect(printableValue(text, 100)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
  })
})
