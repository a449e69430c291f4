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

/**
 * Listens for SIGINT, SIGTERM and SIGHUP, and for a closed standard output. A second signal ends
 * the process immediately.
 */
export function stopRequest(): StopRequest {
  const controller = new AbortController()
  const { signal } = controller
  const requested = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  const onSignal = (): void => {
    if (signal.aborted) process.exit(EXIT.interrupted)
    controller.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  // `clacks start --json | head` closes the pipe. That is not an error.
  process.stdout.on('error', () => controller.abort())
  process.stderr.on('error', () => {})
  return { requested, signal, request: () => controller.abort() }
}
