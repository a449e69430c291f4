import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The built command. Run `npm run build` first. */
export const PROGRAM = fileURLToPath(new URL('../../bin/clacks.js', import.meta.url))

/** An event of `clacks start --json`. */
export type Line = Readonly<Record<string, unknown>> & { readonly event: string }

/** How a command ended. */
export interface Ending {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `clacks …` in its own process, which is killed after the test. */
export class RunningCommand {
  readonly process: ChildProcessWithoutNullStreams
  readonly #ended: Promise<Ending>
  readonly #lines: string[] = []
  #stdout = ''
  #stderr = ''
  #arrived = (): void => {}

  constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
    const { CI: _, FORCE_COLOR: __, ...inherited } = process.env
    this.process = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { ...inherited, ...env } })
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
      this.#arrived()
    })
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.#lines.push(line)
      this.#arrived()
    })
    this.process.stdin.on('error', () => {})
    this.#ended = once(this.process, 'close').then(([code]) => {
      this.#arrived()
      return { code, stdout: this.#stdout, stderr: this.#stderr }
    })
    onTestFinished(async () => {
      this.process.kill('SIGKILL')
      await this.#ended
    })
  }

  /**
   * Resolves with the first matching line of standard output.
   * @throws Error if the command ends first
   */
  async line(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.#lines.find(fits)
      if (found !== undefined) return found
      if (this.process.exitCode !== null)
        throw new Error(`the command has ended: ${this.#stdout}${this.#stderr}`)
      await this.#more()
    }
  }

  /** Resolves with the first matching event of this name. */
  async event(name: string, fits: (line: Line) => boolean = () => true): Promise<Line> {
    const isIt = (text: string): boolean => {
      const line: Line = JSON.parse(text)
      return line.event === name && fits(line)
    }
    return JSON.parse(await this.line(isIt))
  }

  /** Resolves when the log contains a text: on standard error, or with `--json` as an event. */
  async complaint(text: string): Promise<void> {
    while (!this.log.includes(text)) {
      if (this.process.exitCode !== null)
        throw new Error(`the command has ended: ${this.#stdout}${this.#stderr}`)
      await this.#more()
    }
  }

  /** The log so far, as text. */
  get log(): string {
    const entries = this.#lines
      .filter((line) => line.includes('"event":"log"'))
      .map((line): { readonly text?: unknown } => JSON.parse(line))
    return [this.#stderr, ...entries.map(({ text }) => String(text))].join('\n')
  }

  /** Sends a signal, if any, and resolves when the command has ended. */
  async end(signal?: NodeJS.Signals): Promise<Ending> {
    if (signal !== undefined) this.process.kill(signal)
    return this.#ended
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve
    })
  }
}

/** Starts `clacks …`. */
export function clacks(
  args: readonly string[],
  cwd: string,
  env?: Readonly<Record<string, string>>,
): RunningCommand {
  return new RunningCommand(args, cwd, env)
}
