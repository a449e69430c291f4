import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderedTap, setupOrder, tapOrder } from '../../src/plugins/plugin-order.js'
import type { RelatedPlugin } from '../../src/plugins/relations.js'

const related = (id: string, relations: Partial<RelatedPlugin> = {}): RelatedPlugin => ({
  id,
  name: id,
  ...relations,
})
const ids = (items: readonly { readonly id: string }[]): string => items.map(({ id }) => id).join(' ')

interface NamedTap extends OrderedTap {
  readonly label: string
}
const tap = (owner: RelatedPlugin, place: Partial<OrderedTap> = {}, label = owner.id): NamedTap => ({
  owner,
  stage: 0,
  before: [],
  after: [],
  sequence: 0,
  label,
  ...place,
})
const labels = (taps: readonly NamedTap[]): string =>
  tapOrder(taps)
    .map(({ label }) => label)
    .join(' ')

describe('the order in which plugins are set up', () => {
  it('is the given order if there are no constraints', () => {
    expect(ids(setupOrder([related('c'), related('a'), related('b')]))).toBe('c a b')
  })

  it('puts required plugins first, then applies before and after', () => {
    const plugins = [
      related('a', { requires: ['d'] }),
      related('b', { after: ['c'] }),
      related('c'),
      related('d', { before: ['c'] }),
    ]
    expect(ids(setupOrder(plugins))).toBe('d a c b')
  })

  it('accepts names as well as ids, and skips an optional name that is missing', () => {
    const plugins = [related('a', { after: ['store', '?nobody'] }), { ...related('store-2'), name: 'store' }]
    expect(ids(setupOrder(plugins))).toBe('store-2 a')
  })

  it('allows two of one name if their definition names itself', () => {
    const twins = ['x', 'y'].map((id) => ({ ...related(id, { after: ['shout'] }), name: 'shout' }))
    expect(ids(setupOrder(twins))).toBe('x y')
  })

  it('ignores a plugin that names itself', () => {
    const plugins = [related('a', { after: ['a'], requires: ['a'] }), related('b')]
    expect(ids(setupOrder(plugins))).toBe('a b')
    expect(labels([tap(related('a'), { before: ['a'] }), tap(related('b'))])).toBe('a b')
  })

  it('sets up a required plugin first even if its taps run later', () => {
    const plugins = [related('a', { requires: ['b'], before: ['b'] }), related('b')]
    expect(ids(setupOrder(plugins))).toBe('b a')
    expect(labels(plugins.map((one) => tap(one)))).toBe('a b')
  })

  it('reports a cycle', () => {
    const plugins = [
      related('x'),
      related('b', { after: ['a'] }),
      related('c', { after: ['b'] }),
      related('a', { requires: ['c'] }),
    ]
    expect(() => setupOrder(plugins)).toThrow(
      expect.objectContaining({
        code: 'ERR_CLACKS_PLUGIN_ORDER',
        message: expect.stringContaining('a -> b -> c -> a (each before the next)'),
      }),
    )
  })
})

describe('the order of taps', () => {
  it('is by stage, then by id, then by the calls of one plugin', () => {
    const [a, b] = [related('a'), related('b')]
    const taps = [
      tap(b, { sequence: 1 }, 'b2'),
      tap(b, { stage: -1, sequence: 2 }, 'b3'),
      tap(b, { sequence: 0 }, 'b1'),
      tap(a, { stage: 1 }, 'a1'),
      tap(a, { sequence: 1 }, 'a2'),
    ]
    expect(labels(taps)).toBe('b3 a2 b1 b2 a1')
  })

  it('prefers before and after to stage and id', () => {
    const [a, b, c] = [related('a', { after: ['b'] }), related('b'), related('c')]
    expect(labels([tap(a), tap(b), tap(c, { stage: 9, before: ['b'] })])).toBe('c b a')
  })

  it('prefers the constraints of a tap to those of its plugin', () => {
    const [a, b] = [related('a', { after: ['b'] }), related('b')]
    expect(labels([tap(a), tap(a, { sequence: 1, before: ['b'] }, 'early a'), tap(b)])).toBe('early a b a')
  })

  it('reports a cycle of taps alone', () => {
    const [a, b] = [related('a'), related('b')]
    const taps = [tap(a, { before: ['b'] }), tap(b, { before: ['a'] })]
    expect(() => tapOrder(taps)).toThrow('a -> b -> a')
  })

  it('does not depend on the order of registration, and satisfies all constraints', () => {
    // Constraints point to later letters only, so that there is always an order.
    const letters = [...'abcdefgh']
    const wish = (index: number) => fc.subarray(letters.slice(index + 1))
    const plugins = fc
      .tuple(...letters.map((_, index) => fc.record({ before: wish(index), requiredBy: wish(index) })))
      .map((wishes) =>
        letters.map((id, index) => {
          const requires = letters.filter((_, other) => wishes[other]?.requiredBy.includes(id))
          return related(id, { before: wishes[index]?.before ?? [], requires })
        }),
      )
    const taps = plugins.chain((owners) =>
      fc
        .array(fc.record({ owner: fc.constantFrom(...owners), stage: fc.integer({ min: -2, max: 2 }) }), {
          maxLength: 20,
        })
        .map((places) =>
          places.map(({ owner, stage }, index) => tap(owner, { stage, sequence: index }, `${index}`)),
        ),
    )
    const shuffled = taps.chain((given) =>
      fc.record({
        given: fc.constant(given),
        other: fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ given, other }) => {
        const order = tapOrder(given)
        expect(tapOrder(other)).toEqual(order)
        for (const [index, one] of order.entries()) {
          for (const later of order.slice(index + 1)) {
            expect(later.owner.before).not.toContain(one.owner.id)
            expect(one.owner.requires).not.toContain(later.owner.id)
          }
        }
      }),
    )
  })
})
