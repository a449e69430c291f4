import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ClacksError } from 'clacks'
import { codeOf, textOf } from '../store-failure.js'

/**
 * Writes lines to a file or to standard output, with backpressure. Ends when the reader closes the
 * pipe, such as `head`.
 */
export async function writeLines(lines: AsyncIterable<string>, file?: string): Promise<void> {
  const text = Readable.from(withLineEndings(lines))
  try {
    if (file !== undefined) await pipeline(text, createWriteStream(file))
    else await pipeline(text, process.stdout, { end: false })
  } catch (thrown) {
    if (codeOf(thrown) === 'EPIPE') return
    // Errors of the store have their own text.
    if (!isOutputError(thrown)) throw thrown
    const reason = `${file ?? 'standard output'} cannot be written: ${textOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_ARCHIVE', reason, { cause: thrown })
  }
}

function isOutputError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && ['open', 'write'].includes(String(thrown.syscall))
}

async function* withLineEndings(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}
