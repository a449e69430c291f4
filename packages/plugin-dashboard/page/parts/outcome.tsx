import { printableLines } from './printable.js'
import type { Action } from './use-action.js'

/** What came of an action, also for screen readers. */
export function Outcome({ action: { isRunning, result, hasFailed } }: { readonly action: Action }) {
  return (
    <p role="status" class={hasFailed ? 'problem outcome' : 'outcome'}>
      {isRunning ? '…' : `${hasFailed ? 'Failed: ' : ''}${printableLines(result)}`}
    </p>
  )
}
