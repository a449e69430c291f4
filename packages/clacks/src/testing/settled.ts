import { setImmediate } from 'node:timers'
import { hasPendingWork } from './real-work.js'

/** Fake timers of a test may stop `performance`. */
const realTime = performance.now.bind(performance)

/**
 * Turns without work after which none is pending: between two steps of it there may be a
 * `setImmediate`.
 */
const IDLE_TURNS = 3
/** Real milliseconds after which pending work is no longer awaited. */
const MAX_WORK_MS = 1_000
/** Real milliseconds that the work of a pending tap is awaited: as long as a node gives a tap. */
const MAX_TAP_MS = 5_000

/** Lets all promise continuations run. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/**
 * As {@link oneTurn}, but also awaits pending real work. Not repeatable.
 * @param isTapWorking whether a tap waits for real work
 */
export async function workDone(isTapWorking: () => boolean): Promise<void> {
  await oneTurn()
  await turnsWhile(isTapWorking, MAX_TAP_MS)
  await turnsWhile(hasPendingWork, MAX_WORK_MS)
}

/**
 * Runs the event loop until a condition has been false for a few turns.
 * @param limit real milliseconds
 * @returns the real milliseconds that it took
 */
export async function turnsWhile(condition: () => boolean, limit: number): Promise<number> {
  const start = realTime()
  let idle = 0
  while (idle < IDLE_TURNS && realTime() - start < limit) {
    idle = condition() ? 0 : idle + 1
    await oneTurn()
  }
  return realTime() - start
}
