import { once } from 'node:events'
import { printable, printableJson } from '../../printable.js'
import { stringifyMessage } from '../../wire/json.js'

/** Writes a value as one line of JSON. */
export function writeJson(value: unknown): void {
  writeJsonText(stringifyMessage(value))
}

/** Writes a JSON text as a line, with control characters escaped. */
export function writeJsonText(json: string): void {
  process.stdout.write(`${printableJson(json)}\n`)
}

/** Writes a line of text, with control characters escaped. */
export function writeLine(text: string): void {
  process.stdout.write(`${printable(text).trimEnd()}\n`)
}

/** The current width of standard output. Infinity if it is not a terminal: nothing is shortened. */
export function terminalColumns(): number {
  return process.stdout.columns ?? Number.POSITIVE_INFINITY
}

/**
 * Waits until the reader of standard output has taken what was written, or `signal` aborts. A
 * command that shows a stream waits after each line, so that a slow reader does not fill the
 * memory.
 */
export async function drained(signal: AbortSignal): Promise<void> {
  if (!process.stdout.writableNeedDrain || signal.aborted) return
  // An error aborts the signal, and is reported elsewhere.
  await once(process.stdout, 'drain', { signal }).catch(() => {})
}
