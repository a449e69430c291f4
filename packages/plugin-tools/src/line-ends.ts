import { readFile } from 'node:fs/promises'

/** What ends the lines of a file. */
export type LineEnd = '\n' | '\r\n'

/** What ends most lines of a text. Git may check files out with CRLF. */
export function lineEndOf(text: string): LineEnd {
  const crlf = text.split('\r\n').length - 1
  const all = text.split('\n').length - 1
  return crlf > all / 2 ? '\r\n' : '\n'
}

/** A text in which `end` ends each line. */
export function withLineEnd(text: string, end: LineEnd): string {
  return text.replaceAll(/\r?\n/g, end)
}

/** Reads a text file; whatever ends its lines, `\n` ends them in the result. */
export async function readLines(file: string): Promise<string> {
  return withLineEnd(await readFile(file, 'utf8'), '\n')
}
