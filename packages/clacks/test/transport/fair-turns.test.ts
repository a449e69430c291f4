import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { FairTurns } from '../../src/transport/fair-turns.js'

it('does one piece of work of each range in a turn, in order', async () => {
  const turns = new FairTurns()
  const done: string[] = []
  for (const work of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) turns.run(work.charAt(0), () => done.push(work))
  expect(done).toEqual([])
  await nextTurn()
  expect(done).toEqual(['a1', 'b1', 'c1'])
  turns.run('d', () => done.push('d1'))
  await nextTurn()
  expect(done.slice(3)).toEqual(['a2', 'c2', 'd1'])
  await nextTurn()
  expect(done.slice(6)).toEqual(['a3'])
})
