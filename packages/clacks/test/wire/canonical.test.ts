import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson, messageHash } from '../../src/wire/canonical.js'

describe('canonicalJson', () => {
  it('orders keys and leaves out white space', () => {
    expect(canonicalJson({ b: [1.5, 'ä'], a: null })).toBe('{"a":null,"b":[1.5,"ä"]}')
  })

  it('is undefined for a lone surrogate, and for more than 500 levels', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + 1 + ']'.repeat(levels))
    expect(canonicalJson('\ud800')).toBeUndefined()
    expect(canonicalJson(nested(500))).toHaveLength(1_001)
    expect(canonicalJson(nested(501))).toBeUndefined()
  })
})

describe('messageHash', () => {
  it('is the same for texts that say the same', () => {
    expect(messageHash('{"a":1.0,"b":"\\u00e4"}')).toBe(messageHash('{ "b": "ä", "a": 1 }'))
    expect(messageHash('7')).toBe(hash('sha256', '7'))
  })

  it('differs for texts that are equal only as doubles, or only for one reader', () => {
    expect(messageHash('9007199254740993')).not.toBe(messageHash('9007199254740992'))
    expect(messageHash('{"a":1,"a":2}')).not.toBe(messageHash('{"a":2}'))
  })
})
