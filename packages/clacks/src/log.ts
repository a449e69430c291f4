import { createConsola } from 'consola'

/** Where a node and its plugins say what happens. Details are data, kept apart from the text. */
export interface Log {
  debug(text: string, details?: object): void
  info(text: string, details?: object): void
  warn(text: string, details?: object): void
  error(text: string, details?: object): void
  /** A log whose lines carry `name`. */
  child(name: string): Log
}

/** Severity, least first. `silent` says nothing at all. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const CONSOLA_LEVEL: Record<LogLevel, number> = { silent: -999, error: 0, warn: 1, info: 3, debug: 4 }

/** A log on standard error, readable for people. What a node uses when it is handed none (level `warn`). */
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

let usual: Log | undefined

/** The log of every node of this process that is handed none: warnings and errors on standard error. */
export function defaultLog(): Log {
  usual ??= createLog()
  return usual
}
