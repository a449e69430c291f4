import { useState } from 'preact/hooks'

/** The progress of an action that a person started. */
export interface Action {
  readonly isRunning: boolean
  /** What came of the last one. */
  readonly result: string
  readonly hasFailed: boolean
  /** Runs an action that returns what to report. */
  run(work: () => Promise<string>): void
}

/** Runs actions one at a time, and keeps what to say about the last one. */
export function useAction(): Action {
  const [state, set] = useState({ isRunning: false, result: '', hasFailed: false })
  const run = (work: () => Promise<string>): void => {
    if (state.isRunning) return
    set({ isRunning: true, result: '', hasFailed: false })
    work().then(
      (result) => set({ isRunning: false, result, hasFailed: false }),
      (thrown) =>
        set({
          isRunning: false,
          result: thrown instanceof Error ? thrown.message : String(thrown),
          hasFailed: true,
        }),
    )
  }
  return { ...state, run }
}
