import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Registry } from './registry.js'

export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** The result of a command. */
export interface Ran {
  readonly code: number | null
  readonly output: string
}

/** A command that keeps running. */
export class Running {
  #output = ''
  #check = () => {}

  constructor(command: string, child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#output += text
        this.#check()
      })
    child.once('close', (code) => {
      this.#output += `\n${command} exited with ${code}`
      this.#check()
    })
  }

  /** Waits until its output matches; the time limit of the test ends the wait. */
  prints(awaited: RegExp): Promise<RegExpExecArray> {
    return new Promise((done, fail) => {
      this.#check = () => {
        const match = awaited.exec(this.#output)
        if (match !== null) done(match)
        else if (/ exited with \S+$/.test(this.#output)) fail(new Error(this.#output))
      }
      this.#check()
    })
  }
}

/** A user with Node and npm, but nothing of this repository: a folder and an environment. */
export class Consumer {
  readonly folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #running = new Set<ChildProcess>()

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder
    this.#env = env
  }

  /** Creates the home folder of a user of a registry. */
  static async create(folder: string, { url, token }: Registry): Promise<Consumer> {
    const home = join(folder, 'home')
    await mkdir(home, { recursive: true })
    const lines = [
      `registry=${url}`,
      `${url.replace('http:', '')}:_authToken=${token}`,
      `cache=${join(folder, 'npm-cache')}`,
      'audit=false',
      'fund=false',
      'update-notifier=false',
      'prefer-offline=true',
      'yes=true',
    ]
    await writeFile(join(home, '.npmrc'), lines.join('\n'))
    await writeFile(join(home, '.gitconfig'), '[user]\n\tname = Moist\n\temail = moist@example.org\n')
    const userconfig = join(home, '.npmrc')
    return Consumer.withSettings(folder, { HOME: home, USERPROFILE: home, npm_config_userconfig: userconfig })
  }

  /** A user with the npm settings of this machine, and without variables of this test run. */
  static withSettings(folder: string, settings: NodeJS.ProcessEnv = {}): Consumer {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|git_|ci$|vitest|node_(?!extra_ca_certs)|init_cwd)/i.test(name),
    )
    const path = (process.env.PATH ?? '').split(delimiter).filter((each) => !each.startsWith(REPOSITORY))
    return new Consumer(folder, {
      ...Object.fromEntries(inherited),
      ...settings,
      PATH: path.filter((each) => !each.includes('node_modules')).join(delimiter),
      NO_COLOR: '1',
    })
  }

  /** The same user with a folder at the beginning of PATH. */
  withPath(bin: string): Consumer {
    return new Consumer(this.folder, { ...this.#env, PATH: `${bin}${delimiter}${this.#env.PATH}` })
  }

  /** Runs a command line, and waits until it exits. */
  run(command: string, cwd = this.folder, input = ''): Promise<Ran> {
    return new Promise((done, fail) => {
      const child = this.#spawn(command, cwd)
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => {
          output += text
        })
      child.on('error', fail)
      child.on('close', (code) => done({ code, output }))
      child.stdin.end(input)
    })
  }

  /** Runs a command line that must succeed. @throws Error with its output */
  async succeed(command: string, cwd = this.folder, input = ''): Promise<string> {
    const { code, output } = await this.run(command, cwd, input)
    if (code !== 0) throw new Error(`${command} in ${cwd}: exit ${code}\n${output}`)
    return output
  }

  /** Starts a command line that keeps running. */
  start(command: string, cwd: string): Running {
    return new Running(command, this.#spawn(command, cwd))
  }

  #spawn(command: string, cwd: string): ChildProcessWithoutNullStreams {
    // A process group of its own: npx, the shell and the node end together.
    const child = spawn(command, { cwd, env: this.#env, shell: true, stdio: 'pipe', detached: true })
    this.#running.add(child)
    child.once('close', () => this.#running.delete(child))
    return child
  }

  /** Interrupts what was started, and waits until it exits. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const ended = new Promise((done) => child.once('close', done))
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
        await ended
      }),
    )
  }
}
