import type { Log } from 'clacks'

/** A log that collects lines `level: text`. */
export class RecordingLog implements Log {
  readonly lines: string[] = []

  debug(): void {}

  info(text: string, details?: object): void {
    this.#note('info', text, details)
  }

  warn(text: string, details?: object): void {
    this.#note('warn', text, details)
  }

  error(text: string, details?: object): void {
    this.#note('error', text, details)
  }

  child(): Log {
    return this
  }

  #note(level: string, text: string, details?: object): void {
    this.lines.push(`${level}: ${text}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`)
  }
}
