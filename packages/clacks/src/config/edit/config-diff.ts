import { basename } from 'node:path'
import { createTwoFilesPatch } from 'diff'

/** What changed in the text of a file, as a unified diff; empty if nothing did. */
export function configDiff(file: string, before: string, after: string): string {
  if (before === after) return ''
  const name = basename(file)
  const patch = createTwoFilesPatch(name, name, before, after)
  // Without the line that only separates several files.
  return patch.slice(patch.indexOf('---'))
}
