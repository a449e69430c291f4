import type { Clock } from '../clock.js'
import type { LogEntry } from './entry.js'

/** The number of equal entries that are written in each window. */
const MAX_EQUAL = 100
const WINDOW_MS = 10_000
/** The number of different entries that are remembered. */
const MAX_TEXTS = 1_000

interface Window {
  readonly since: number
  entries: number
}

/**
 * Limits equal entries: of those that have the same level, module and text, the first 100 in 10 s
 * are written. The others are counted, and the count is written when the 10 s are over.
 */
export function groupEqualEntries(write: (entry: LogEntry) => void, clock: Clock): (entry: LogEntry) => void {
  const windows = new Map<string, Window>()
  return (entry) => {
    const key = `${entry.level} ${entry.module} ${entry.text}`
    const now = clock.monotonic()
    let window = windows.get(key)
    if (window === undefined || now - window.since >= WINDOW_MS) {
      window = { since: now, entries: 0 }
      windows.delete(key)
      windows.set(key, window)
      const [oldest] = windows.keys()
      if (windows.size > MAX_TEXTS && oldest !== undefined) windows.delete(oldest)
    }
    if (++window.entries <= MAX_EQUAL) write(entry)
    else if (window.entries === MAX_EQUAL + 1)
      clock.after(WINDOW_MS - (now - window.since), ended(entry, window))
  }

  function ended(entry: LogEntry, window: Window): () => void {
    return () => {
      const more = window.entries - MAX_EQUAL
      const text = `${entry.text} (${more} more like this in ${WINDOW_MS / 1000} s)`
      write({ ...entry, time: clock.now(), text, details: { ...entry.details, repeated: more } })
    }
  }
}
