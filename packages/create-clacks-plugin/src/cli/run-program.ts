import { spawn } from 'node:child_process'

/** What became of a program. */
export interface Ran {
  /** Null where it was ended by a signal; undefined where there is no such program. */
  readonly code: number | null | undefined
  /** All that it wrote. */
  readonly output: string
}

/**
 * Runs a program without a terminal and waits for its end. Never throws.
 *
 * @param signal breaks it off, as Ctrl-C does
 */
export function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Ran> {
  return new Promise((done) => {
    // Where npm took `--js` for `--json`, its children are not to speak JSON.
    const { npm_config_json: _, ...inherited } = process.env
    const env = { ...inherited, NO_COLOR: '1', FORCE_COLOR: '0' }
    // On Windows package managers are scripts of the shell.
    const shell = process.platform === 'win32'
    const child = spawn(command, [...args], {
      cwd,
      env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal, killSignal: 'SIGINT' }),
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', (error) => done({ code: undefined, output: error.message }))
    child.on('close', (code) => done({ code, output }))
  })
}
