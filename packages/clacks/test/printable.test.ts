import { describe, expect, it } from 'vitest'
import { printable, printableJson } from '../src/printable.js'

describe('printable', () => {
  it.each([
    ['plain text, ünïcödé, 漢字, 🗼', 'plain text, ünïcödé, 漢字, 🗼'],
    ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
    ['\u009b31m', '\\u009b31m'],
    ['a\r\nb\tc\u0000\u007f', 'a\\u000d\\u000ab\\u0009c\\u0000\\u007f'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['\u2066a\u2069', '\\u2066a\\u2069'],
    ['a\u2028b', 'a\\u2028b'],
    ['\ufeff', '\\ufeff'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown)
  })
})

describe('printableJson', () => {
  it.each([
    '\u001b]0;owned\u0007\u001b[2J',
    '\u009b31m\u007f\u202e',
    'a\r\nb\tc\u2028',
    '\ud800 \u{e0041} ünïcödé 🗼',
  ])('keeps the value of %j, and shows only printable characters', (text) => {
    const value = { [text]: [text, 1] }
    const shown = printableJson(JSON.stringify(value))
    expect(JSON.parse(shown)).toEqual(value)
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  })

  it('keeps the layout', () => {
    expect(printableJson('{\n\t"a": "🗼"\r\n}')).toBe('{\n\t"a": "🗼"\r\n}')
  })
})
