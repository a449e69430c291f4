import { MAX_LINE } from './protocol.js'

const NEWLINE = 0x0a

/** Cuts a stream of bytes into lines. */
export class LineReader {
  readonly #line: (text: string) => void
  #parts: Buffer[] = []
  #bytes = 0

  /** @param line called with each line, its end left out */
  constructor(line: (text: string) => void) {
    this.#line = line
  }

  /** False where a line is longer than there may be: nothing that follows can be understood. */
  read(chunk: Buffer): boolean {
    let rest = chunk
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#parts.push(rest.subarray(0, end))
      const text = Buffer.concat(this.#parts).toString('utf8')
      this.#parts = []
      this.#bytes = 0
      rest = rest.subarray(end + 1)
      this.#line(text)
    }
    this.#parts.push(rest)
    this.#bytes += rest.length
    return this.#bytes <= MAX_LINE
  }

  /** The stream has ended: what came since the last end of a line is a line too. */
  end(): void {
    if (this.#bytes > 0) this.#line(Buffer.concat(this.#parts).toString('utf8'))
  }
}
