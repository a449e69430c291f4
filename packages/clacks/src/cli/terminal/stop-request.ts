import { EXIT } from '../exit-code.js'

/** A request to stop a running command. */
export interface StopRequest {
  /** Resolves on the first request. */
  readonly requested: Promise<void>
  /** Aborts on the first request. */
  readonly signal: AbortSignal
  /** Requests it, as Ctrl-C does. */
  request(): void
}

const controller = new AbortController()

/** Whether this process was asked to stop. */
export function isStopRequested(): boolean {
  return controller.signal.aborted
}

/** Listens for SIGINT and SIGTERM. A second signal ends the process immediately. */
export function stopRequest(): StopRequest {
  const { signal } = controller
  const requested = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  const request = (): void => controller.abort()
  const onSignal = (): void => {
    if (signal.aborted) process.exit(EXIT.interrupted)
    request()
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal)
  return { requested, signal, request }
}

/**
 * The same for a command that shows something until Ctrl-C. It also stops when its terminal or the
 * reader of its output goes away.
 */
export function viewerStopRequest(): StopRequest {
  const stop = stopRequest()
  process.on('SIGHUP', stop.request)
  // `clacks tail | head` closes the pipe. That is not an error.
  process.stdout.on('error', stop.request)
  return stop
}
