import type { Clock } from '../../../clock.js'
import type { StopRequest } from '../../terminal/stop-request.js'

/** A stop request ends a node that is still starting after this long, even if a plugin hangs. */
const ABORT_START_MS = 2_000

/**
 * Resolves with the result of `run`, or with `stopped()` if a stop is requested and `run` has
 * neither ended nor become ready two seconds later.
 */
export async function stoppableStart<Result>(
  run: Promise<Result>,
  ready: Promise<void>,
  stop: StopRequest,
  stopped: () => Result,
  clock: Clock,
): Promise<Result> {
  let isReady = false
  void ready.then(() => {
    isReady = true
  })
  const aborted = stop.requested.then(
    () =>
      new Promise<Result>((resolve) => {
        if (!isReady) clock.after(ABORT_START_MS, () => resolve(stopped()))
      }),
  )
  return Promise.race([run, aborted])
}
