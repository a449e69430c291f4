import type { Log } from 'clacks'

/** A log that keeps what it is told, as lines `level name: text`. */
export class RecordingLog implements Log {
  readonly #name: string
  readonly #details: object[]
  readonly lines: string[]

  constructor(name = '', lines: string[] = [], details: object[] = []) {
    this.#name = name
    this.lines = lines
    this.#details = details
  }

  debug(text: string, details?: object): void {
    this.#note('debug', text, details)
  }

  info(text: string, details?: object): void {
    this.#note('info', text, details)
  }

  warn(text: string, details?: object): void {
    this.#note('warn', text, details)
  }

  error(text: string, details?: object): void {
    this.#note('error', text, details)
  }

  child(name: string): Log {
    return new RecordingLog(name, this.lines, this.#details)
  }

  /** The details of the last line that had any. */
  get lastDetails(): object | undefined {
    return this.#details.at(-1)
  }

  #note(level: string, text: string, details?: object): void {
    this.lines.push(`${level} ${this.#name}: ${text}`)
    if (details !== undefined) this.#details.push(details)
  }
}
