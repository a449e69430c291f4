/**
 * The maximum length of a line in bytes. It bounds the memory that an unterminated line can use.
 */
export const MAX_LINE = 64 * 2 ** 20

const NEWLINE = 0x0a

/** Splits a stream of bytes into lines at `\n`, and only there, with a limit on their length. */
export class LineReader {
  readonly #onLine: (line: Buffer) => void
  #parts: Buffer[] = []
  #bytes = 0

  /** @param onLine called with each line, without the newline */
  constructor(onLine: (line: Buffer) => void) {
    this.#onLine = onLine
  }

  /**
   * Returns false if a line is longer than {@link MAX_LINE}. The stream cannot be used after that.
   */
  read(chunk: Buffer): boolean {
    let rest = chunk
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#parts.push(rest.subarray(0, end))
      const line = this.#take()
      rest = rest.subarray(end + 1)
      this.#onLine(line)
    }
    this.#parts.push(rest)
    this.#bytes += rest.length
    return this.#bytes <= MAX_LINE
  }

  /** Ends the stream. An unterminated last line counts as a line. */
  end(): void {
    if (this.#bytes > 0) this.#onLine(this.#take())
  }

  #take(): Buffer {
    const line = Buffer.concat(this.#parts)
    this.#parts = []
    this.#bytes = 0
    return line
  }
}
