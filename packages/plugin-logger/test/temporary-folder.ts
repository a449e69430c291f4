import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-logger-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The contents of all files below a folder, by path with `/`. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const contents = files
    .sort()
    .map(async (file) => [relative(folder, file).split(sep).join('/'), await readFile(file, 'utf8')] as const)
  return Object.fromEntries(await Promise.all(contents))
}

/** The lines of an NDJSON text. */
export function linesOf(text: string): unknown[] {
  assertComplete(text)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

function assertComplete(text: string): void {
  if (text !== '' && !text.endsWith('\n')) throw new Error(`The last line is incomplete: ${text.slice(-80)}`)
}
