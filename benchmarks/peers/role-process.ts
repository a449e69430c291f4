import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { System } from './systems.ts'

/** What one process does in a system. */
export type Role = 'broker' | 'receive' | 'send'

/** What a process did since its window began. */
export interface Report {
  readonly messages: number
  /** Of CPU. */
  readonly microseconds: number
  readonly seconds: number
}

/** More than any of them needs to start, or to answer on a busy machine. */
const PATIENCE_SECONDS = 30

/** A process that has a role in a system. */
export class RoleProcess {
  readonly #role: Role
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>

  constructor({ file, env }: System, role: Role) {
    this.#role = role
    this.#child = fork(join(import.meta.dirname, 'processes/process.mjs'), [file, role], {
      env: { ...process.env, ...env },
      execArgv: [],
      // JSON has no Infinity.
      serialization: 'advanced',
    })
    this.#exited = new Promise((resolve) => this.#child.once('exit', resolve))
  }

  /** Begins its role; the answer says where the other processes find it. */
  start(settings: object): Promise<unknown> {
    return this.#ask(settings)
  }

  /** Begins a window. */
  async begin(): Promise<void> {
    await this.#ask({ command: 'begin' })
  }

  /** Ends the window. */
  async end(): Promise<Report> {
    return (await this.#ask({ command: 'end' })) as Report
  }

  /** Waits for a number of messages, or until the window has taken some time, and ends it. */
  async receive(messages: number, seconds: number): Promise<Report> {
    return (await this.#ask({ command: 'receive', messages, seconds }, seconds)) as Report
  }

  /** Ends it: a broker ends its server first, and a process that is stuck is killed. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3_000)
    await this.#exited
    clearTimeout(timer)
  }

  /** Sends a message, and waits for the answer. */
  #ask(message: object, seconds = 0): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const fail = () => reject(new Error(`the process '${this.#role}' does not answer`))
      timer = setTimeout(fail, (PATIENCE_SECONDS + seconds) * 1000)
    })
    const ended = this.#exited.then((code) => {
      throw new Error(`the process '${this.#role}' exited with ${code}`)
    })
    const answer = new Promise((resolve) => this.#child.once('message', resolve))
    this.#child.send(message, (error) => {
      // Its exit says more than a broken channel does.
      if (error !== null) this.#child.kill('SIGKILL')
    })
    return Promise.race([answer, ended, late]).finally(() => clearTimeout(timer))
  }
}
