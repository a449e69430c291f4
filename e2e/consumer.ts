import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Registry } from './registry.js'

export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** What a command did. */
export interface Ran {
  readonly code: number | null
  readonly output: string
}

/** A command line that goes on. */
export class Running {
  #output = ''
  #look = () => {}

  constructor(command: string, child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#output += text
        this.#look()
      })
    child.once('close', (code) => {
      this.#output += `\n${command} ended with ${code}`
      this.#look()
    })
  }

  /** Waits until it has written something; the time limit of the test ends the wait. */
  says(awaited: RegExp): Promise<RegExpExecArray> {
    return new Promise((done, fail) => {
      this.#look = () => {
        const found = awaited.exec(this.#output)
        if (found !== null) done(found)
        else if (/ ended with \S+$/.test(this.#output)) fail(new Error(this.#output))
      }
      this.#look()
    })
  }
}

/** Somebody with Node and npm, and nothing of this repository: where they work, and what their shell has set. */
export class Consumer {
  readonly folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #running = new Set<ChildProcess>()

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder
    this.#env = env
  }

  /** Makes the home of somebody who uses a registry. */
  static async arrive(folder: string, { url, token }: Registry): Promise<Consumer> {
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
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|git_|ci$|vitest|node_|init_cwd)/i.test(name),
    )
    const path = (process.env.PATH ?? '').split(delimiter).filter((each) => !each.startsWith(REPOSITORY))
    return new Consumer(folder, {
      ...Object.fromEntries(kept),
      HOME: home,
      USERPROFILE: home,
      npm_config_userconfig: join(home, '.npmrc'),
      PATH: path.filter((each) => !each.includes('node_modules')).join(delimiter),
      NO_COLOR: '1',
    })
  }

  /** The same person with a program that is found before others. */
  with(bin: string): Consumer {
    return new Consumer(this.folder, { ...this.#env, PATH: `${bin}${delimiter}${this.#env.PATH}` })
  }

  /** Runs a command line, as typed, and waits for its end. */
  run(command: string, cwd = this.folder, input = ''): Promise<Ran> {
    return new Promise((done, fail) => {
      const child = spawn(command, { cwd, env: this.#env, shell: true, stdio: 'pipe' })
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

  /** Runs a command line that has to end well. @throws Error with all that it wrote */
  async must(command: string, cwd = this.folder, input = ''): Promise<string> {
    const { code, output } = await this.run(command, cwd, input)
    if (code !== 0) throw new Error(`${command} in ${cwd}: exit ${code}\n${output}`)
    return output
  }

  /** Starts a command line that goes on. */
  start(command: string, cwd: string): Running {
    // A group of its own: npx, the shell and the node end together.
    const child = spawn(command, { cwd, env: this.#env, shell: true, stdio: 'pipe', detached: true })
    this.#running.add(child)
    const running = new Running(command, child)
    child.once('close', () => this.#running.delete(child))
    return running
  }

  /** Ends what was started, and waits for it. */
  async leave(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const ended = new Promise((done) => child.once('close', done))
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
        await ended
      }),
    )
  }
}
