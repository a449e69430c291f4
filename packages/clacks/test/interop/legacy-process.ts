import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { PeerStatus } from '../../src/index.js'
import { freePort } from '../../src/testing/free-port.js'
import type { KeyPair } from '../node/certificate.js'
import { Changes } from '../node/changes.js'

/** What a legacy node reports when a payload arrives. */
export interface LegacyPayload {
  readonly message: unknown
  readonly type: string
  readonly sender: { readonly hostname: string; readonly port: number | string }
  readonly friend?: { readonly hostname: string; readonly port: number | string }
}

type Report =
  | { readonly event: 'listening' | 'dequeued' | 'dying' }
  | { readonly event: 'received'; readonly payload: LegacyPayload }
  | { readonly event: 'queued'; readonly message: unknown }
  | { readonly event: 'torn'; readonly pieces: number }
  | { readonly event: 'crashed'; readonly reason: string }
  | { readonly event: 'peer'; readonly hostname: string; readonly port: number; readonly status: PeerStatus }

/** How a legacy node is started. */
export interface LegacyOptions {
  readonly pair: KeyPair
  /** Notified of everything that happens to it. */
  readonly changes?: Changes
  /** Default: a free one. */
  readonly port?: number
  /** Messages per second. Default 50; cannot be 0. */
  readonly sendrate?: number
}

const RUNNER = fileURLToPath(new URL('legacy-runner.cjs', import.meta.url))

/** So slow that it sends nothing while a test runs. */
export const SENDS_NOTHING = 1e-5

/**
 * What it prints when it receives `null`, which our nodes send to probe a peer
 * (outbound/prober.ts).
 */
const OUR_PROBE = /^TypeError: Cannot read propert(?:y|ies) .*sender.* of null|of null \(reading 'sender'\)/

/** A clacks-p2p node from npm in its own process, and a copy of its state. */
export class LegacyProcess {
  readonly hostname = '127.0.0.1'
  readonly port: number
  /** Payloads of type `message`, as its application sees them. */
  readonly received: LegacyPayload[] = []
  /** Everything that was ever in its queue, oldest first. */
  readonly everQueued: unknown[] = []
  /** What is in its queue now, without what it is sending. */
  readonly queue: unknown[] = []
  /** `host:port` -> status. */
  readonly peers = new Map<string, PeerStatus>()
  /** Peers that it ever considered lost, in order. */
  readonly lost: string[] = []
  /** Requests whose body arrived in several pieces, which corrupts it. */
  torn = 0
  /** The stack trace of the error that crashed it. */
  crashed: string | undefined
  /** Everything it printed. */
  output = ''
  #listening = false
  readonly #changes: Changes
  readonly #child: ChildProcess

  private constructor(port: number, options: LegacyOptions) {
    this.port = port
    this.#changes = options.changes ?? new Changes()
    // It offers no other way to accept self-signed certificates. Affects only its own process.
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_OPTIONS: '' }
    this.#child = fork(RUNNER, [], { env, execArgv: [], silent: true })
    this.#child.on('message', (report: Report) => {
      this.#note(report)
      this.#changes.notify()
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
  }

  /** Starts one; resolves when it listens. */
  static async start(options: LegacyOptions): Promise<LegacyProcess> {
    const legacy = new LegacyProcess(options.port ?? (await freePort()), options)
    const { pair, sendrate = 50 } = options
    legacy.#child.send({
      ...pair,
      options: { hostname: legacy.hostname, port: legacy.port, sendrate },
    })
    await legacy.#changes.until(
      () => `the legacy node listens; it printed ${legacy.output}`,
      () => legacy.#listening,
    )
    return legacy
  }

  /** `host:port`, its key in the {@link peers} of other nodes. */
  get address(): string {
    return `${this.hostname}:${this.port}`
  }

  enqueue(message: unknown): void {
    this.#call('enqueue', message)
  }

  addPeer(hostname: string, port: number): void {
    this.#call('addPeer', hostname, port)
  }

  announce(hostname: string, port: number): void {
    this.#call('announce', hostname, port)
  }

  ignore(hostname: string, port: number): void {
    this.#call('ignore', hostname, port)
  }

  /** The first lines of the errors that it printed, except the one that our probe causes. */
  get complaints(): string[] {
    return this.output.split('\n').filter((line) => /^\S*Error\b/.test(line) && !OUR_PROBE.test(line))
  }

  /**
   * Ends it like a crash: connections break, its queue is lost. It has received nothing that it
   * did not report.
   */
  async die(): Promise<void> {
    if (this.#gone) return
    const exit = once(this.#child, 'exit')
    this.#call('die')
    await exit
  }

  /** Kills it immediately. */
  async kill(): Promise<void> {
    if (this.#gone) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  get #gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  #call(call: string, ...args: unknown[]): void {
    this.#child.send({ call, args })
  }

  #note(report: Report): void {
    switch (report.event) {
      case 'listening':
        this.#listening = true
        break
      case 'received':
        this.received.push(report.payload)
        break
      case 'queued':
        this.queue.push(report.message)
        this.everQueued.push(report.message)
        break
      case 'dequeued':
        this.queue.shift()
        break
      case 'torn':
        this.torn++
        break
      case 'crashed':
        this.crashed = report.reason
        break
      case 'peer': {
        const address = `${report.hostname}:${report.port}`
        this.peers.set(address, report.status)
        if (report.status === 'lost') this.lost.push(address)
        break
      }
    }
  }
}
