import { setImmediate } from 'node:timers'
import { hasPendingWork } from './real-work.js'

/** Real milliseconds after which pending work is left behind. */
const MAX_WORK_MS = 1_000

/** Runs everything that waits for a promise that can be settled now. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** As {@link oneTurn}, but pending files and other work of the machine finish first. Not repeatable. */
export async function workDone(): Promise<void> {
  await oneTurn()
  await turnsWhile(hasPendingWork, MAX_WORK_MS)
}

/**
 * Gives the event loop turn after turn while a condition holds.
 * @param limit real milliseconds
 * @returns the real milliseconds that it took
 */
export async function turnsWhile(condition: () => boolean, limit: number): Promise<number> {
  const start = performance.now()
  while (condition() && performance.now() - start < limit) await oneTurn()
  return performance.now() - start
}
