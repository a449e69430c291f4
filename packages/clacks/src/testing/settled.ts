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

/** Turns that are queued at once: a round of the event loop takes longer than a turn. */
const QUEUED_TURNS = 16

/**
 * Calls a function in turns of their own, until it returns false: before each call, all promise
 * continuations have run. Rejects with what it throws.
 */
export function inTurns(step: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = 0
    let ended = false
    const turn = (): void => {
      left--
      if (ended) return
      try {
        ended = !step()
      } catch (thrown) {
        ended = true
        reject(thrown)
        return
      }
      if (ended) resolve()
      else if (left === 0) queue()
    }
    const queue = (): void => {
      for (; left < QUEUED_TURNS; left++) setImmediate(turn)
    }
    queue()
  })
}

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
