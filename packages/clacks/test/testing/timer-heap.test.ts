import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Timer, TimerHeap } from '../../src/testing/timer-heap.js'

it('gives timers back by time, then in the order in which they were set, without the cancelled', () => {
  const timers = fc.array(fc.record({ due: fc.integer({ min: 0, max: 50 }), isCancelled: fc.boolean() }), {
    maxLength: 400,
    size: 'max',
  })
  fc.assert(
    fc.property(timers, (set) => {
      const heap = new TimerHeap()
      const all = set.map(({ due }, order): Timer => ({ due, order, task: () => {} }))
      for (const timer of all) heap.add(timer)
      for (const [index, { isCancelled }] of set.entries()) {
        const timer = all[index]
        if (isCancelled && timer !== undefined) heap.cancel(timer)
      }
      const left = all.filter((_, index) => set[index]?.isCancelled === false)
      expect(heap.size).toBe(left.length)
      const taken: Timer[] = []
      for (let timer = heap.take(); timer !== undefined; timer = heap.take()) taken.push(timer)
      expect(taken).toEqual(left.sort((one, other) => one.due - other.due || one.order - other.order))
    }),
  )
})
