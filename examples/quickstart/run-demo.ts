import { History } from './history.js'
import type { Clack } from './messages.js'
import type { Outcome } from './outcome.js'
import type { View } from './screen.js'
import { Towers } from './towers.js'

/** What to run. */
export interface DemoRequest {
  readonly messages: readonly Clack[]
  /** The run ends after this time at the latest. */
  readonly seconds: number
  /** Ends the run early. */
  readonly signal: AbortSignal
  /**
   * Called with the address of the dashboard. The run then goes on after every message has visited
   * every node. Left out: there is no dashboard.
   */
  readonly open?: (address: string) => void
}

/** What happened in a run and how it ended. */
export interface DemoResult {
  readonly history: History
  readonly outcome: Outcome
}

/**
 * Lets the messages walk until each has visited every node, the time is up, or the signal aborts.
 */
export async function runDemo(
  { messages, seconds, signal, open }: DemoRequest,
  createView: (history: History) => View,
): Promise<DemoResult> {
  let end: (outcome: Outcome) => void = () => {}
  const ended = new Promise<Outcome>((resolve) => {
    end = resolve
  })
  const history: History = new History(messages, (tower, text) => {
    view.event(tower, text)
    if (history.done === messages.length && open === undefined) end({ kind: 'done' })
  })
  const view = createView(history)
  const towers = new Towers(history)
  const timer = setTimeout(() => end({ kind: 'late', seconds }), seconds * 1000)
  signal.addEventListener('abort', () => end({ kind: 'interrupted' }))

  // Slow enough to watch, yet many messages have to finish in time.
  const sendrate = Math.max(3, messages.length / 2)
  try {
    await towers.start(sendrate, (output) =>
      end({ kind: 'failed', reason: `clacks-p2p has exited.\n${output}` }),
    )
    if (open !== undefined) open(await towers.serveDashboard())
    towers.enqueue(messages)
  } catch (thrown) {
    end({ kind: 'failed', reason: reasonOf(thrown) })
  }
  const outcome = await ended
  clearTimeout(timer)
  await view.end(outcome)
  await towers.stop()
  return { history, outcome }
}

/** The message of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
