/** A line of a file, and its size in bytes including the line ending. */
export interface Line {
  readonly text: string
  readonly bytes: number
}

const END = 0x0a

/**
 * The lines of NDJSON, with LF or CRLF. Unlike `node:readline`, this does not split at U+2028 and
 * U+2029, which are valid in JSON texts, and counts bytes.
 */
export async function* linesIn(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let partial: Buffer[] = []
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, start)) {
      yield lineOf([...partial, chunk.subarray(start, end + 1)])
      partial = []
      start = end + 1
    }
    if (start < chunk.length) partial.push(chunk.subarray(start))
  }
  if (partial.length > 0) yield lineOf(partial)
}

function lineOf(parts: readonly Buffer[]): Line {
  const whole = Buffer.concat(parts)
  return { text: whole.toString('utf8').replace(/\r?\n$/, ''), bytes: whole.length }
}
