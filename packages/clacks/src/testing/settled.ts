import { setImmediate } from 'node:timers'

/** What a program waits for that threads of the machine do: files, names, compression, keys, answers of workers. */
const SLOW_WORK = /Req|Job|ZLIB|BROTLI|ZSTD|MessagePort/
/** Waits no longer for them than this, in real milliseconds. */
const PATIENCE_MS = 1_000

/** Everything that waits for a promise that can be settled now has its turn. */
export function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** As {@link oneTurn}, and files and other slow work of the machine come to their end first. What follows is not repeatable. */
export async function slowWork(): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  await oneTurn()
  while (process.getActiveResourcesInfo().some((type) => SLOW_WORK.test(type)) && performance.now() < end)
    await oneTurn()
}
