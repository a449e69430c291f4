import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type * as verdicts from '../../src/hooks/verdict.js'
import { drop, hold, reject, split, verdictKind } from '../../src/hooks/verdict.js'

describe('a verdict', () => {
  it.each([
    ['drop', drop()],
    ['reject', reject()],
    ['hold', hold()],
    ['split', split([])],
  ])('has the kind %s', (kind, verdict) => {
    expect(verdict.kind).toBe(kind)
    expect(verdictKind(verdict)).toBe(kind)
  })

  it('of another copy of the package is one', async () => {
    vi.resetModules()
    const other: typeof verdicts = await import('../../src/hooks/verdict.js')
    expect(other.verdictKind).not.toBe(verdictKind)
    expect(verdictKind(other.reject(403, 'not you'))).toBe('reject')
  })

  it('is not a message that looks like one', () => {
    expect(verdictKind(JSON.parse('{"kind":"drop","reason":"from the network"}'))).toBeUndefined()
  })

  it('has one type in the ESM and in the CommonJS copy', () => {
    type Esm = typeof import('clacks', { with: { 'resolution-mode': 'import' }})
    type Cjs = typeof import('clacks', { with: { 'resolution-mode': 'require' }})
    expectTypeOf<ReturnType<Cjs['drop']>>().toEqualTypeOf<ReturnType<Esm['drop']>>()
    expectTypeOf<ReturnType<Cjs['reject']>>().toEqualTypeOf<ReturnType<Esm['reject']>>()
    expectTypeOf<ReturnType<Cjs['hold']>>().toEqualTypeOf<ReturnType<Esm['hold']>>()
    expectTypeOf<ReturnType<Cjs['split']>>().toEqualTypeOf<ReturnType<Esm['split']>>()
  })
})
