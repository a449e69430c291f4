import { fstatSync } from 'node:fs'
import type { Severity } from './entry.js'

/** The levels of syslog. */
const PRIORITY: Readonly<Record<Severity, number>> = { debug: 7, info: 6, warn: 4, error: 3 }

/** The prefix from which systemd-journald reads the priority of a line. See sd-daemon(3). */
export function priority(level: Severity): string {
  return `<${PRIORITY[level]}>`
}

/**
 * Whether a file descriptor is connected to systemd-journald. The variable `JOURNAL_STREAM` has
 * its device and inode; see systemd.exec(5).
 */
export function isJournal(fd: number, stream: string | undefined): boolean {
  if (!stream) return false
  try {
    const { dev, ino } = fstatSync(fd)
    return stream === `${dev}:${ino}`
  } catch {
    // The descriptor is closed.
    return false
  }
}
