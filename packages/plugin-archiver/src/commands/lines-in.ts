/** A line of a file, and how many bytes it takes there, its end included. */
export interface Line {
  readonly text: string
  readonly bytes: number
}

const END = 0x0a

/**
 * The lines of NDJSON, whether they end with LF or CRLF. Not by `node:readline`: that ends lines
 * also at U+2028 and U+2029, which may stand in a JSON text, and does not say how many bytes it has
 * read.
 */
export async function* linesIn(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let begun: Buffer[] = []
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, start)) {
      yield lineOf([...begun, chunk.subarray(start, end + 1)])
      begun = []
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
  }
  if (begun.length > 0) yield lineOf(begun)
}

function lineOf(parts: readonly Buffer[]): Line {
  const whole = Buffer.concat(parts)
  return { text: whole.toString('utf8').replace(/\r?\n$/, ''), bytes: whole.length }
}
