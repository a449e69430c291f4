import { fileURLToPath } from 'node:url'
import { reasonOf } from '../errors.js'

/** The folder of clacks itself: its sources, or their build. */
const OURS = fileURLToPath(new URL('..', import.meta.url))
/**
 * Matches a stack frame with a file: `    at name (file:line:column)`, `    at async file:///…`.
 * Frames of Node itself have no path.
 */
const FRAME = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/\/|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?$/

/**
 * Describes what was thrown in a sentence, with the file and line of the innermost stack frame
 * outside of clacks.
 */
export function thrownText(thrown: unknown): string {
  const text = reasonOf(thrown).trim().replace(/\.$/, '') || 'An error without a message'
  const location = thrownAt(thrown)
  return location === undefined ? `${text}.` : `${text}, thrown at ${location}.`
}

function thrownAt(thrown: unknown): string | undefined {
  try {
    return thrown instanceof Error ? locationIn(String(thrown.stack)) : undefined
  } catch {
    // A plugin may throw anything, such as an object whose `stack` getter throws.
    return undefined
  }
}

function locationIn(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, path, row, column] = FRAME.exec(line) ?? []
    if (path === undefined) continue
    const file = path.startsWith('file:///') ? fileURLToPath(path) : path
    if (!file.startsWith(OURS)) return `${file}:${row}:${column}`
  }
  return undefined
}
