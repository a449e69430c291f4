import { describe, expect, it } from 'vitest'
import { encodeMessage } from '../../src/wire/encode.js'
import {
  fitsLegacy,
  LEGACY_MESSAGE_BYTES,
  LEGACY_RECORD_BYTES,
  maxWireBytes,
  wireBytes,
} from '../../src/wire/legacy.js'

describe('fitsLegacy', () => {
  it.each([
    '"GNU"',
    '12',
    '-1.5',
    '{"a":[1,2]}',
    '[]',
    '{}',
    'true',
    '9007199254740991',
    '1234567890123456',
    `"${'x'.repeat(15_298)}"`,
  ])('lets %.40s through', (json) => {
    expect(fitsLegacy(json)).toBe(true)
  })

  it.each([
    ['not ASCII', '"café"'],
    ['an escape that is not ASCII further on', '"caf\\u00e9"'],
    ['an emoji', '"😀"'],
    ['too large', `"${'x'.repeat(15_299)}"`],
    ['too deep', '['.repeat(65) + ']'.repeat(65)],
    ['zero', '0'],
    ['false', 'false'],
    ['an empty text', '""'],
    ['null', 'null'],
    ['an integer that loses digits', '12345678901234567890'],
    ['an integer that loses digits, inside', '{"id":9007199254740993}'],
    ['infinity in disguise', '1e400'],
  ])('keeps back what is %s', (_, json) => {
    expect(fitsLegacy(json)).toBe(false)
  })

  it('accepts escapes that stay escapes', () => {
    expect(fitsLegacy('"\\u0001\\ud800"')).toBe(true)
  })
})

describe('wire bytes', () => {
  it('of the largest message fit into one record, with the longest host names', () => {
    const name = `${'n'.repeat(63)}.`.repeat(3) + 'n'.repeat(61)
    const address = `{"hostname":"${name}","port":65535}`
    const body = encodeMessage(`"${'x'.repeat(LEGACY_MESSAGE_BYTES - 2)}"`, {
      sender: address,
      friend: address,
    })
    expect(name).toHaveLength(253)
    expect(wireBytes(body.length, name)).toBeLessThanOrEqual(LEGACY_RECORD_BYTES)
    expect(wireBytes(body.length, name)).toBeLessThanOrEqual(maxWireBytes(LEGACY_MESSAGE_BYTES))
  })
})
