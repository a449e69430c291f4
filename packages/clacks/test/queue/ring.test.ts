import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from '../../src/queue/ring.js'

describe('Ring', () => {
  it('behaves like an array', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer() }),
      fc.record({ unshift: fc.integer() }),
      fc.constant('shift' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const ring = new Ring<number>()
        const array: number[] = []
        for (const one of steps) {
          if (one === 'shift') {
            expect(ring.shift()).toBe(array.shift())
          } else if ('push' in one) {
            ring.push(one.push)
            array.push(one.push)
          } else {
            ring.unshift(one.unshift)
            array.unshift(one.unshift)
          }
          expect(ring.size).toBe(array.length)
        }
        expect([...ring]).toEqual(array)
      }),
    )
  })
})
