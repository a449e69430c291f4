import type { Log, LogLevel } from '../log.js'

/** One line of a {@link RecordingLog}. */
export interface LoggedLine {
  readonly level: Exclude<LogLevel, 'silent'>
  /** The names of the child logs, as in `tower:logger`; empty for the log itself. */
  readonly name: string
  readonly text: string
  readonly details: object | undefined
}

/**
 * A log that records what is logged, so that a test can make assertions about it. Its children
 * record to the same list.
 *
 * @example
 * const log = new RecordingLog()
 * const plugins = () => [myPlugin()]
 * const network = await createNetwork({ nodes: ['a'], options: { log }, plugins })
 * expect(log.lines).toEqual(['warn my-plugin: The disk is full.'])
 */
export class RecordingLog implements Log {
  readonly #entries: LoggedLine[] = []
  readonly #root = recorder(this.#entries, '')
  readonly debug = this.#root.debug
  readonly info = this.#root.info
  readonly warn = this.#root.warn
  readonly error = this.#root.error
  readonly child = this.#root.child

  /** Everything that was logged, oldest first. */
  get entries(): readonly LoggedLine[] {
    return this.#entries
  }

  /** The entries as text, without details: `warn logger: The disk is full.` */
  get lines(): readonly string[] {
    return this.#entries.map(({ level, name, text }) => `${level}${name === '' ? '' : ` ${name}`}: ${text}`)
  }
}

function recorder(entries: LoggedLine[], name: string): Log {
  const record =
    (level: LoggedLine['level']) =>
    (text: string, details?: object): void => {
      entries.push({ level, name, text, details })
    }
  return {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    child: (child) => recorder(entries, name === '' ? child : `${name}:${child}`),
  }
}
