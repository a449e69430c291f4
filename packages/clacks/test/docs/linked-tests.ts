import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './pages.js'

/** A link whose text is the title of a test, and whose target is its file. */
export interface LinkedTest {
  readonly title: string
  readonly file: string
}

const LINK = /\[([^\]]+)\]\(\.\.\/([^)]+\.test\.ts)\)/g

/** The tests that a page in docs/ links. */
export function linkedTests(text: string): readonly LinkedTest[] {
  return [...text.matchAll(LINK)].map(([, title = '', file = '']) => ({ title, file }))
}

/** Whether the file contains a test of that title. */
export function exists({ title, file }: LinkedTest): boolean {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted))
}

/** The rows of tables in a text that do not end with a linked test. */
export function rowsWithoutTest(text: string, head: string): readonly string[] {
  return rowsOf(text, head).filter((row) => !/\.test\.ts\) \|$/.test(row))
}

/** The rows of tables in a text, without their head. */
export function rowsOf(text: string, head: string): readonly string[] {
  return text.split('\n').filter((line) => /^\| (?!-)/.test(line) && !line.startsWith(`| ${head}`))
}
