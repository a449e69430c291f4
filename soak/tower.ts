import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Control, connect } from 'clacks/control'
import type { Link } from './link.ts'

const CLACKS = fileURLToPath(new URL('../packages/clacks/bin/clacks.js', import.meta.url))
const WITNESS = fileURLToPath(new URL('./witness.js', import.meta.url))
/** The event in the output of a node that it listens. */
const STARTED = '"event":"started"'
const START_MS = 60_000
const STOP_MS = 30_000
const COMMAND_MS = 30_000

/** What a disruption may change in the config of a node. */
export interface TowerConfig {
  readonly sendrate: number
  readonly logger: boolean
}

/** A node as a process: `clacks start` in a folder of its own, with all first-party plugins. */
export class Tower {
  readonly name: string
  readonly folder: string
  readonly link: Link
  readonly port: number
  /** A disruption is going on. */
  busy = false
  /** Ends that no disruption caused. */
  crashes: string[] = []
  config: TowerConfig = { sendrate: 40, logger: true }
  #child: ChildProcess | undefined
  #output = ''
  #peers: readonly string[] = []

  /** @param port where it listens on 127.0.0.1 */
  constructor(name: string, folder: string, port: number, link: Link) {
    this.name = name
    this.folder = join(folder, name)
    this.port = port
    this.link = link
  }

  /** As other nodes know it. */
  get address(): string {
    return `localhost:${this.link.port}`
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get eventFile(): string {
    return join(this.folder, 'events')
  }

  async prepare(peers: readonly string[]): Promise<void> {
    this.#peers = peers
    await mkdir(this.folder, { recursive: true })
    await this.writeConfig()
  }

  /** Writes the config as editors do: beside it, and renamed. */
  async writeConfig(text = this.#configText()): Promise<void> {
    const file = join(this.folder, 'clacks.config.json')
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }

  /** Sets how far its wall clock is from that of the machine, in milliseconds. */
  async moveClock(milliseconds: number): Promise<void> {
    await writeFile(join(this.folder, 'clock'), String(milliseconds))
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [CLACKS, 'start', '--json'], { cwd: this.folder })
    this.#child = child
    this.#output = ''
    child.stderr.on('data', (chunk) => {
      this.#output = `${this.#output}${chunk}`.slice(-2_000)
    })
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(this.#failure('did not start in time')), START_MS)
      let end = ''
      child.stdout.on('data', (chunk) => {
        const text = `${end}${chunk}`
        // A chunk may end within it.
        end = text.slice(-STARTED.length)
        if (!text.includes(STARTED)) return
        clearTimeout(late)
        resolve()
      })
      child.once('exit', (code, signal) => {
        clearTimeout(late)
        const failure = this.#failure(`ended with ${signal ?? code}`)
        if (this.#child === child) {
          this.crashes.push(failure.message)
          this.#child = undefined
        }
        reject(failure)
      })
    })
  }

  /** Ends it: by SIGTERM, or at once. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    const exited = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(late)
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal)
  }

  /** Whether its output is read. */
  read(isRead: boolean): void {
    if (isRead) this.#child?.stdout?.resume()
    else this.#child?.stdout?.pause()
  }

  /** Calls the running node. */
  async control<Result>(work: (control: Control) => Promise<Result>): Promise<Result> {
    const control = await connect({ config: join(this.folder, 'clacks.config.json') })
    try {
      return await work(control)
    } finally {
      await control.close()
    }
  }

  /** Runs a command of the CLI in its folder. */
  async command(...parameters: string[]): Promise<void> {
    await promisify(execFile)(process.execPath, [CLACKS, ...parameters], {
      cwd: this.folder,
      timeout: COMMAND_MS,
    })
  }

  #failure(what: string): Error {
    return new Error(`${this.name} ${what}: ${this.#output}`)
  }

  #configText(): string {
    const { sendrate, logger } = this.config
    const plugins = [
      'journal',
      ['archiver', { path: './archive.db' }],
      ...(logger ? [['logger', { format: 'ndjson', maxBytes: 1_000_000 }]] : []),
      ['message-formatter', { class: 'soak', required: ['id', 'text'] }],
      ['signer', { unsigned: 'mark' }],
      [WITNESS, { file: this.eventFile, clockFile: join(this.folder, 'clock') }],
    ]
    return JSON.stringify(
      {
        hostname: 'localhost',
        port: this.link.port,
        listen: { host: '127.0.0.1', port: this.port },
        sendrate,
        peers: this.#peers,
        limits: { requestMs: 3_000, connectMs: 3_000, drainMs: 3_000 },
        plugins,
      },
      undefined,
      2,
    )
  }
}
