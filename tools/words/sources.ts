import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One line of a file of the repository. */
export interface SourceLine {
  /** `docs/config.md:12` */
  readonly place: string
  readonly file: string
  readonly text: string
}

const CHECKED = /\.(?:ts|mts|cts|js|mjs|cjs|hbs|md|yaml|yml)$/
/** The list of retired words itself, and files that tools write. */
const IGNORED = /^tools\/words\/|(?:^|\/)CHANGELOG\.md$/

/** All lines of code and prose that are under version control. */
export function sourceLines(root: string): readonly SourceLine[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = listed.split('\0').filter((file) => CHECKED.test(file) && !IGNORED.test(file))
  return files.flatMap((file) => linesOf(root, file))
}

function linesOf(root: string, file: string): readonly SourceLine[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  return lines.map((text, index) => ({ place: `${file}:${index + 1}`, file, text }))
}
