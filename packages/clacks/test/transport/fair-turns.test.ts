import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { FairTurns } from '../../src/transport/fair-turns.js'

it('does one piece of work of each range in a turn, in order', async () => {
  const turns = new FairTurns()
  const done: string[] = []
  for (const work of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) turns.run(work.charAt(0), () => done.push(work))
  await nextTurn()
  expect(done).toEqual([])
  await nextTurn()
  expect(done).toEqual(['a1', 'b1', 'c1'])
  turns.run('d', () => done.push('d1'))
  await nextTurn()
  await nextTurn()
  expect(done.slice(3)).toEqual(['a2', 'c2', 'd1'])
  await nextTurn()
  expect(done.slice(6)).toEqual(['a3'])
})

it('waits for work that arrives one by one, up to a limit', async () => {
  const turns = new FairTurns()
  const done: string[] = []
  const arrive = async (range: string) => {
    turns.run(range, () => done.push(range))
    await nextTurn()
  }
  for (let count = 0; count < 40; count++) await arrive('a')
  await arrive('b')
  expect(done).toEqual([])
  await nextTurn()
  expect(done).toEqual(['a', 'b'])
  for (let count = 0; count < 66; count++) await arrive('c')
  expect(done.slice(2)).toEqual(['a', 'c'])
})
