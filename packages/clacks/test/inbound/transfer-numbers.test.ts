import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NO_NUMBER, numberIn, TransferNumbers } from '../../src/inbound/transfer-numbers.js'

it('a set of numbers is a set', () => {
  const number = fc.oneof(fc.integer({ min: -1, max: 100 }), fc.nat(36 ** 10 - 1))
  const step = fc.tuple(fc.constantFrom('add', 'delete', 'has'), number)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const numbers = new TransferNumbers()
      const model = new Set<number>()
      for (const [what, value] of steps) {
        const was = model.has(value)
        if (what === 'add') {
          expect(numbers.add(value)).toBe(!was)
          model.add(value)
        } else if (what === 'delete') {
          expect(numbers.delete(value)).toBe(was)
          model.delete(value)
        } else expect(numbers.has(value)).toBe(was)
        expect(numbers.isEmpty).toBe(model.size === 0)
      }
    }),
  )
})

it('a number is written in one way', () => {
  fc.assert(
    fc.property(fc.nat(36 ** 10 - 1), (number) => {
      expect(numberIn(number.toString(36))).toBe(number)
    }),
  )
  for (const text of ['', '-1', '+1', '01', '00', 'A', '1 ', ' 1', '1.0', '1e', 'é', 'zzzzzzzzzzz'])
    expect([text, numberIn(text)]).toEqual([text, text === '1e' ? 50 : NO_NUMBER])
})
