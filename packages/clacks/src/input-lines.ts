import { isUtf8 } from 'node:buffer'
import { ClacksError } from './errors.js'
import { LineReader, MAX_LINE } from './line-reader.js'

/** A line of a file or of standard input, and its number, from 1. */
export type InputLine = {
  readonly number: number
  /** Its size in the input, with the line ending. */
  readonly bytes: number
} & (
  | { readonly text: string; readonly invalid?: undefined }
  /** What is wrong with a line that is not text, such as `it is not UTF-8`. */
  | { readonly text?: undefined; readonly invalid: string }
)

const BYTE_ORDER_MARK = '\ufeff'
const UTF_16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])]
const NUL = 0

/**
 * The lines of a UTF-8 text as they are consumed: the one reader for all files and pipes with a
 * message in each line. Lines end at `\n`, and only there (not at U+2028, which JSON allows in
 * strings); a `\r` before it belongs to the line ending. A byte order mark at the beginning of a
 * line is removed.
 *
 * @param onChunk called with the size of each chunk after its lines have been consumed
 * @throws ClacksError ERR_CLACKS_INPUT for UTF-16, ERR_CLACKS_MESSAGE_TOO_LARGE if a line is longer
 *   than 64 MiB
 */
export async function* linesOf(
  input: AsyncIterable<Buffer>,
  onChunk: (bytes: number) => void = () => {},
): AsyncGenerator<InputLine, void, undefined> {
  const lines: InputLine[] = []
  let number = 0
  let ending = 1
  const reader = new LineReader((line) => {
    lines.push({ number: ++number, bytes: line.length + ending, ...contentOf(line) })
  })
  let head: Buffer = Buffer.alloc(0)
  for await (const chunk of input) {
    if (head.length < 2) head = Buffer.concat([head, chunk.subarray(0, 2)])
    refuseUtf16(head)
    if (!reader.read(chunk)) throw tooLong('has a line of more than')
    yield* lines.splice(0)
    onChunk(chunk.length)
  }
  ending = 0
  reader.end()
  yield* lines
}

/**
 * The whole of a UTF-8 text, without a byte order mark.
 * @throws ClacksError ERR_CLACKS_INPUT if it is not UTF-8, ERR_CLACKS_MESSAGE_TOO_LARGE if it is
 *   longer than 64 MiB
 */
export async function wholeText(input: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_LINE) throw tooLong('is longer than')
  }
  const whole = Buffer.concat(chunks)
  refuseUtf16(whole)
  const { text, invalid } = contentOf(whole)
  if (text === undefined) throw new ClacksError('ERR_CLACKS_INPUT', `The input cannot be read: ${invalid}.`)
  return text
}

function contentOf(
  line: Buffer,
):
  | { readonly text: string; readonly invalid?: undefined }
  | { readonly text?: undefined; readonly invalid: string } {
  if (!isUtf8(line)) return { invalid: 'it is not UTF-8' }
  if (line.includes(NUL)) return { invalid: 'it contains NUL characters, as UTF-16 does' }
  const text = line.toString('utf8').replace(/\r$/, '')
  return { text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text }
}

function refuseUtf16(head: Buffer): void {
  if (UTF_16.some((mark) => head.subarray(0, 2).equals(mark)))
    throw new ClacksError('ERR_CLACKS_INPUT', 'The input is UTF-16, as Windows PowerShell writes it.')
}

function tooLong(problem: string): ClacksError {
  return new ClacksError('ERR_CLACKS_MESSAGE_TOO_LARGE', `The input ${problem} ${MAX_LINE} bytes.`)
}
