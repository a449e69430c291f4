import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type InputLine, linesOf, wholeText } from '../src/input-lines.js'
import { MAX_LINE } from '../src/line-reader.js'

const MARK = '\ufeff'

async function read(...chunks: readonly (string | Buffer)[]): Promise<InputLine[]> {
  const lines: InputLine[] = []
  for await (const line of linesOf(input(...chunks))) lines.push(line)
  return lines
}

async function texts(...chunks: readonly (string | Buffer)[]): Promise<(string | undefined)[]> {
  return (await read(...chunks)).map(({ text, invalid }) => text ?? invalid)
}

/** Chunks as a pipe delivers them. */
function input(...chunks: readonly (string | Buffer)[]): AsyncIterable<Buffer> {
  return Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
}

describe('lines of a text', () => {
  it.each([
    ['end at a line feed', ['a\nb\n'], ['a', 'b']],
    ['need no line feed at the end', ['a\nb'], ['a', 'b']],
    ['may be empty', ['\n\na\n'], ['', '', 'a']],
    ['may end with CRLF, also between two chunks', ['a\r\nb\r', '\nc\r\n'], ['a', 'b', 'c']],
    ['keep a carriage return that is not at the end', ['a\rb\n'], ['a\rb']],
    ['do not end at U+2028, U+2029 or U+0085', ['a\u2028b\u2029c\u0085d\n'], ['a\u2028b\u2029c\u0085d']],
    ['have no byte order mark, also after another file', [`${MARK}a\n${MARK}b\n`], ['a', 'b']],
    ['keep a byte order mark inside', [`a${MARK}b\n`], [`a${MARK}b`]],
    ['may be cut anywhere', ['{"a":', '1}\n{', '"b":2}\n'], ['{"a":1}', '{"b":2}']],
  ])('%s', async (_name, chunks, expected) => {
    expect(await texts(...chunks)).toEqual(expected)
  })

  it('may be cut within a character', async () => {
    const bytes = Buffer.from('häagen 🚢\n')
    expect(await texts(...[...bytes].map((byte) => Buffer.of(byte)))).toEqual(['häagen 🚢'])
  })

  it('that are not UTF-8 are invalid, and the others are read', async () => {
    expect(await texts('a\n', Buffer.of(0xff, 0x0a), 'b\n')).toEqual(['a', 'it is not UTF-8', 'b'])
  })

  it('with a NUL are invalid: UTF-16 without a mark', async () => {
    const [first] = await texts(Buffer.from('{}\n', 'utf16le'))
    expect(first).toBe('it contains NUL characters, as UTF-16 does')
  })

  it.each([
    ['little-endian', Buffer.of(0xff, 0xfe)],
    ['big-endian', Buffer.of(0xfe, 0xff)],
  ])('are refused as UTF-16, %s, also if the mark arrives in two chunks', async (_name, mark) => {
    const chunks = [mark.subarray(0, 1), mark.subarray(1), Buffer.from('a')]
    await expect(read(...chunks)).rejects.toMatchObject({ code: 'ERR_CLACKS_INPUT' })
  })

  it('have a number and their size in the input', async () => {
    expect(await read('ä\r\n\nb')).toMatchObject([
      { number: 1, bytes: 4 },
      { number: 2, bytes: 1 },
      { number: 3, bytes: 1 },
    ])
  })

  it('may not be longer than 64 MiB', async () => {
    const half = Buffer.alloc(MAX_LINE / 2, 'x')
    await expect(read(half, half, 'x')).rejects.toMatchObject({ code: 'ERR_CLACKS_MESSAGE_TOO_LARGE' })
  })
})

describe('a whole text', () => {
  it('keeps its lines and loses its byte order mark', async () => {
    expect(await wholeText(input(`${MARK}{\r\n`, '}\n'))).toBe('{\r\n}\n')
  })

  it('may not be longer than 64 MiB', async () => {
    await expect(wholeText(input(Buffer.alloc(MAX_LINE, 'x'), '\n'))).rejects.toMatchObject({
      code: 'ERR_CLACKS_MESSAGE_TOO_LARGE',
      message: expect.stringContaining(`The input is longer than ${MAX_LINE} bytes.`),
    })
  })

  it('is refused if it is not UTF-8', async () => {
    await expect(wholeText(input(Buffer.of(0x7b, 0xff)))).rejects.toMatchObject({
      code: 'ERR_CLACKS_INPUT',
      message: expect.stringContaining('it is not UTF-8'),
    })
  })
})
