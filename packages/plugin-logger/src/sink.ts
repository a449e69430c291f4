/** A payload, ready to be written. */
export interface Entry {
  /** The peer that it came from, as 64 hex characters. */
  readonly identifier: string
  /** When it arrived, in milliseconds since 1970. */
  readonly time: number
  readonly text: string
  /** Bytes of the text in UTF-8. */
  readonly bytes: number
}

/** Where entries end up. */
export interface Sink {
  /** Makes the folder. Called before the first write, again and again until it succeeds. */
  prepare(): Promise<void>
  /**
   * Writes entries from the front of the list, as many as suit it. The list may grow meanwhile. Where it rejects, none of them
   * is left behind.
   * @returns how many it has written
   */
  write(entries: readonly Entry[]): Promise<number>
}
