import { type Clock, systemClock } from './clock.js'
import { type LogEntry, type LogLevel, NODE, type Severity } from './log/entry.js'
import { groupEqualEntries } from './log/equal-entries.js'
import { standardError } from './log/standard-error.js'

export type { LogLevel, Severity } from './log/entry.js'

/** The log of a node and its plugins. Details are structured data, separate from the text. */
export interface Log {
  debug(text: string, details?: object): void
  info(text: string, details?: object): void
  warn(text: string, details?: object): void
  error(text: string, details?: object): void
  /** A log that adds `name` to its lines. */
  child(name: string): Log
}

/** Where the entries of a log go. */
export interface LogSink {
  /** Entries below this level are left out. May change at any time. */
  readonly level: LogLevel
  write(entry: LogEntry): void
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 }

/** Whether a log of this level has entries of this severity. */
export function isLogged(severity: Severity, level: LogLevel): boolean {
  return RANK[severity] >= RANK[level]
}

/**
 * A human-readable log on standard error. The default of a node, with level `warn`. If standard
 * error is slow or closed, entries are dropped and counted.
 */
export function createLog(level: LogLevel = 'warn'): Log {
  return logTo({ level, write: (entry) => standardError().write(entry) }, systemClock)
}

/** A log that writes its entries to a sink. Entries that repeat too often are counted instead. */
export function logTo(sink: LogSink, clock: Clock): Log {
  const grouped = groupEqualEntries((entry) => sink.write(entry), clock)
  const logOf = (module: string): Log => {
    const writer =
      (level: Severity) =>
      (text: string, details?: object): void => {
        if (isLogged(level, sink.level)) grouped({ time: clock.now(), level, module, text, details })
      }
    return {
      debug: writer('debug'),
      info: writer('info'),
      warn: writer('warn'),
      error: writer('error'),
      child: (name) => logOf(module === NODE ? name : `${module}:${name}`),
    }
  }
  return logOf(NODE)
}

let shared: Log | undefined

/** The shared default log of all nodes in this process: warnings and errors on standard error. */
export function defaultLog(): Log {
  shared ??= createLog()
  return shared
}
