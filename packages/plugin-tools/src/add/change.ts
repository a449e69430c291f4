/** The new content of a file. */
export interface Change {
  /** Relative to the folder of the plugin, with `/`. */
  readonly path: string
  /** With `\n` at the end of each line; the file keeps its own line ends. */
  readonly text: string
  /** Whether the file must not exist yet. */
  readonly isNew: boolean
}
