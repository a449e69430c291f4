import { EXIT } from '../exit-code.js'

/** How a running command is told to stop. */
export interface StopRequest {
  /** Resolves with the first request. */
  readonly requested: Promise<void>
  /** Aborted with the first request. */
  readonly signal: AbortSignal
  /** Asks for it, as Ctrl-C does. */
  request(): void
}

/**
 * Listens for Ctrl-C, SIGTERM and the end of the terminal, and for the reader of standard output going away. A second
 * Ctrl-C, while the first is still being obeyed, ends the process at once.
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
  // `clacks start --json | head`: nobody listens any more, and nothing is wrong with that.
  process.stdout.on('error', () => controller.abort())
  process.stderr.on('error', () => {})
  return { requested, signal, request: () => controller.abort() }
}
