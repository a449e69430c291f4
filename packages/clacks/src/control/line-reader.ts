import type { Readable } from 'node:stream'
import { ClacksError } from '../errors.js'
import { MAX_LINE } from './protocol.js'

const NEWLINE = 0x0a

/** Splits a stream of bytes into lines at `\n`, and only there, with a limit on their length. */
export class LineReader {
  readonly #onLine: (text: string) => void
  #parts: Buffer[] = []
  #bytes = 0

  /** @param onLine called with each line, without the newline */
  constructor(onLine: (text: string) => void) {
    this.#onLine = onLine
  }

  /**
   * Returns false if a line is longer than {@link MAX_LINE}. The stream cannot be used after that.
   */
  read(chunk: Buffer): boolean {
    let rest = chunk
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#parts.push(rest.subarray(0, end))
      const text = Buffer.concat(this.#parts).toString('utf8')
      this.#parts = []
      this.#bytes = 0
      rest = rest.subarray(end + 1)
      this.#onLine(text)
    }
    this.#parts.push(rest)
    this.#bytes += rest.length
    return this.#bytes <= MAX_LINE
  }

  /** Ends the stream. An unterminated last line counts as a line. */
  end(): void {
    if (this.#bytes > 0) this.#onLine(Buffer.concat(this.#parts).toString('utf8'))
  }
}

/**
 * Reads the lines of a stream as they are consumed. A trailing `\r` is removed.
 *
 * @param onChunk called with the size of each chunk after its lines have been consumed
 * @throws ClacksError ERR_CLACKS_MESSAGE_TOO_LARGE if a line is longer than {@link MAX_LINE}
 */
export async function* linesOf(
  input: Readable,
  onChunk: (bytes: number) => void = () => {},
): AsyncGenerator<string, void, undefined> {
  const lines: string[] = []
  const reader = new LineReader((text) => lines.push(text.replace(/\r$/, '')))
  for await (const chunk of input) {
    if (!reader.read(chunk)) throw lineTooLong()
    yield* lines.splice(0)
    onChunk(chunk.length)
  }
  reader.end()
  yield* lines
}

/** The error for a line that is longer than {@link MAX_LINE}. */
export function lineTooLong(): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_MESSAGE_TOO_LARGE',
    `The input has a line of more than ${MAX_LINE} bytes.`,
  )
}
