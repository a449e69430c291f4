import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built command. */
export const BIN = fileURLToPath(new URL('../bin/create-clacks-plugin.js', import.meta.url))

/** What the user sees. */
export interface Seen {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly bin?: string
  /** Sends Ctrl-C when aborted. */
  readonly signal?: AbortSignal
}

/** The environment without variables of npm, git and CI, and with fixed git settings. */
export function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|git_|ci$|vitest|node_env)/i.test(name))
  const git = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: `${folder}/no-gitconfig`,
    GIT_CEILING_DIRECTORIES: folder,
    GIT_AUTHOR_NAME: 'Adora Belle',
    GIT_AUTHOR_EMAIL: 'adora@example.org',
    GIT_COMMITTER_NAME: 'Adora Belle',
    GIT_COMMITTER_EMAIL: 'adora@example.org',
  }
  return { ...Object.fromEntries(kept), ...git }
}

/** Runs the built command without a terminal. */
export function create(
  folder: string,
  args: readonly string[],
  { env = {}, uid, bin = BIN, signal }: Circumstances = {},
): Promise<Seen> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(folder), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid }),
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text
    })
    signal?.addEventListener('abort', () => child.kill('SIGINT'))
    child.on('error', fail)
    child.on('close', (code) => done({ code, out, err }))
  })
}
