import type { Surface } from './screen.js'

/** One frame of a recording. */
export interface Frame {
  /** Milliseconds since the first frame. */
  readonly at: number
  /** The lines, with the escape sequences of a terminal. */
  readonly lines: readonly string[]
}

/** A surface of a fixed size that keeps all frames drawn on it. */
export class Recording implements Surface {
  readonly columns: number
  readonly rows: number
  readonly frames: Frame[] = []
  #start: number | undefined

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  draw(frame: string): void {
    const now = performance.now()
    this.#start ??= now
    this.frames.push({ at: now - this.#start, lines: frame.split('\n') })
  }

  close(): void {}
}
