/** The option that every command has. */
export interface OutputOptions {
  /** Write JSON instead of text. */
  readonly json?: boolean
}

/** The options of a command that takes its config as `--config`. */
export interface ConfigOptions extends OutputOptions {
  /** The config file. Default: the nearest one, searched upwards. */
  readonly config?: string
}
