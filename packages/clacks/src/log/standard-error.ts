import { systemClock } from '../clock.js'
import { BoundedOutput, droppedText } from './bounded-output.js'
import { type LogEntry, NODE } from './entry.js'
import { type EntryStyle, entryText } from './entry-text.js'
import { isJournal } from './journal.js'
import { outputTo } from './standard-stream.js'

/** Takes the entries of a log. */
export interface EntryWriter {
  write(entry: LogEntry): void
}

let shared: EntryWriter | undefined

/**
 * The shared log output of this process. If standard error cannot be written, nothing is reported.
 */
export function standardError(): EntryWriter {
  shared ??= entriesTo(process.stderr, () => {})
  return shared
}

/**
 * Writes entries as text to a standard stream.
 *
 * @param failed called when the stream cannot be written, once until it works again
 */
export function entriesTo(
  stream: NodeJS.WriteStream & { readonly fd: number },
  failed: (error: NodeJS.ErrnoException) => void,
): EntryWriter {
  const style = styleOf(stream)
  const output = new BoundedOutput(outputTo(stream), {
    dropped: (lines) =>
      entryText({ time: systemClock.now(), level: 'warn', module: NODE, text: droppedText(lines) }, style),
    failed,
  })
  return { write: (entry) => output.write(entryText(entry, style)) }
}

/** How entries are shown on a standard stream. Only terminals are coloured. */
export function styleOf(stream: NodeJS.WriteStream & { readonly fd: number }): EntryStyle {
  const isTerminal = stream.isTTY === true
  return {
    isTerminal,
    // Only terminals have `hasColors`, which respects NO_COLOR and FORCE_COLOR.
    coloured: isTerminal && stream.hasColors(),
    isJournal: isJournal(stream.fd, process.env.JOURNAL_STREAM),
  }
}
