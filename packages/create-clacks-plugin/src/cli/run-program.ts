import { spawn } from 'node:child_process'

/** The result of a program. */
export interface Ran {
  /** Null if a signal ended it; undefined if there is no such program. */
  readonly code: number | null | undefined
  /** Its output, stdout and stderr. */
  readonly output: string
}

/**
 * Runs a program without a terminal, and waits until it exits. Never throws.
 *
 * @param signal interrupts it, as Ctrl-C does
 */
export function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Ran> {
  return new Promise((done) => {
    // npm takes `--js` as `--json`; its children must not print JSON.
    const { npm_config_json: _, ...inherited } = process.env
    // In CI, Yarn refuses to write the first lockfile of a project.
    const yarn = { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' }
    const env = { ...inherited, ...yarn, NO_COLOR: '1', FORCE_COLOR: '0' }
    // On Windows, package managers are shell scripts.
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
