import type { PluginError } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'

/** A failure of a plugin on a node. */
export interface Failure {
  readonly node: string
  readonly error: PluginError
}

/** Failures that are kept. The first ones say most. */
const MAX_FAILURES = 1_000

/** The failures of the plugins of a network. */
export class Failures {
  readonly #first: Failure[] = []

  /** The first 1,000, oldest first. */
  get first(): readonly Failure[] {
    return this.#first
  }

  /** Watches a node from now on. */
  watch<Message>(name: string, hooks: Hooks<Message>): void {
    hooks.pluginFailed.tap('network', (error) => {
      if (this.#first.length < MAX_FAILURES) this.#first.push({ node: name, error })
    })
  }
}
