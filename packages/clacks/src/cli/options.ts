/** What a command that looks at a config can be told. */
export interface LookOptions {
  readonly json?: boolean
}

/** What a command that looks at, or edits, the plugins of a config can be told. */
export interface PluginsOptions extends LookOptions {
  /** The config whose plugins are meant. */
  readonly config?: string
}

/** What every command for a running node can be told. */
export interface ReachOptions extends LookOptions {
  /** The config that the node runs on. */
  readonly config?: string
}
