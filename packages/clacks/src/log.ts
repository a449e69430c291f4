import { createConsola } from 'consola'

/** The log of a node and its plugins. Details are structured data, separate from the text. */
export interface Log {
  debug(text: string, details?: object): void
  info(text: string, details?: object): void
  warn(text: string, details?: object): void
  error(text: string, details?: object): void
  /** A log that adds `name` to its lines. */
  child(name: string): Log
}

/** Severity, lowest first. `silent` logs nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const CONSOLA_LEVEL: Record<LogLevel, number> = { silent: -999, error: 0, warn: 1, info: 3, debug: 4 }

/** A human-readable log on standard error. The default of a node, with level `warn`. */
export function createLog(level: LogLevel = 'warn'): Log {
  const consola = createConsola({
    level: CONSOLA_LEVEL[level],
    stdout: process.stderr,
    stderr: process.stderr,
  })
  const wrap = (tagged: typeof consola, name: string): Log => {
    const say =
      (kind: 'debug' | 'info' | 'warn' | 'error') =>
      (text: string, details?: object): void =>
        details === undefined ? tagged[kind](text) : tagged[kind](text, details)
    return {
      debug: say('debug'),
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      child: (child) => {
        const path = name === '' ? child : `${name}:${child}`
        return wrap(consola.withTag(path), path)
      },
    }
  }
  return wrap(consola, '')
}

let shared: Log | undefined

/** The shared default log of all nodes in this process: warnings and errors on standard error. */
export function defaultLog(): Log {
  shared ??= createLog()
  return shared
}
