import type { PluginContext } from 'clacks'

/** Runs `task` once after so many milliseconds, on the clock of the node; what it returns cancels that. */
export type After = (milliseconds: number, task: () => void) => () => void

/** Once; never when the plugin has gone. */
export function afterIn({ signal, every }: Pick<PluginContext, 'signal' | 'every'>): After {
  return (milliseconds, task) => {
    if (signal.aborted) return () => {}
    const cancel = every(milliseconds, () => {
      cancel()
      task()
    })
    return cancel
  }
}
