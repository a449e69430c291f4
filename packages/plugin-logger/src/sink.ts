/** A serialized payload. */
export interface Entry {
  /** The identifier of the peer that sent it: 64 hex characters. */
  readonly identifier: string
  /** When it arrived, in milliseconds since 1970. */
  readonly time: number
  readonly text: string
  /** Bytes of the text in UTF-8. */
  readonly bytes: number
}

/** Writes entries to the disk. */
export interface Sink {
  /** Creates the folder. Called before the first write and repeated until it succeeds. */
  prepare(): Promise<void>
  /**
   * Writes one or more entries from the front of the list. The list may grow meanwhile. If it
   * rejects, none of them was written.
   * @returns the number of written entries
   */
  write(entries: readonly Entry[]): Promise<number>
}
