import { fileURLToPath } from 'node:url'
import { reasonOf } from '../errors.js'

/** Where clacks itself stands: its sources, or what is built of them. */
const OURS = fileURLToPath(new URL('..', import.meta.url))
/**
 * `    at name (file:line:column)`, `    at async file:///…`: the file with its line. What Node
 * does itself has no path.
 */
const FRAME = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/\/|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?$/

/**
 * What was thrown, as a sentence that names the line: of whatever was running when it was made, the
 * innermost that is not clacks.
 */
export function thrownText(thrown: unknown): string {
  const text = reasonOf(thrown).trim().replace(/\.$/, '') || 'An error without a text'
  const place = thrownAt(thrown)
  return place === undefined ? `${text}.` : `${text}, thrown at ${place}.`
}

function thrownAt(thrown: unknown): string | undefined {
  try {
    return thrown instanceof Error ? placeIn(String(thrown.stack)) : undefined
  } catch {
    // A plugin may throw what it likes: a stack that cannot be read, for one.
    return undefined
  }
}

function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, found, row, column] = FRAME.exec(line) ?? []
    if (found === undefined) continue
    const file = found.startsWith('file:///') ? fileURLToPath(found) : found
    if (!file.startsWith(OURS)) return `${file}:${row}:${column}`
  }
  return undefined
}
