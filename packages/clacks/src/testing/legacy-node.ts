import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { formatAddress } from '../address.js'
import { ClacksError } from '../errors.js'
import type { PeerStatus } from '../peers/peer.js'
import { makeCertificate } from '../transport/certificate.js'
import type { KeyPair } from '../transport/key-pair.js'
import { freePort } from './free-port.js'

/** A notification from its process. */
type Notification =
  | { readonly event: 'listening' | 'dequeued' }
  | { readonly event: 'queued'; readonly message: unknown }
  | { readonly event: 'received'; readonly message: unknown; readonly sender: string; readonly at: number }
  | { readonly event: 'peer'; readonly address: string; readonly status: PeerStatus }

/** Options of a clacks-p2p node, and callbacks for its events. */
export interface LegacyNodeOptions {
  /** Messages per second; must not be 0. */
  readonly sendrate: number
  /** The host name under which others find it; must resolve to loopback. Default `127.0.0.1`. */
  readonly hostname?: string
  /** Default: a new one is generated. */
  readonly pair?: KeyPair
  /**
   * A message arrived.
   * @param sender `host:port` of the last hop
   * @param at milliseconds since 1970, with fractions
   */
  readonly received?: (message: unknown, sender: string, at: number) => void
  /** The status of a peer changed. @param address `host:port` */
  readonly peer?: (address: string, status: PeerStatus) => void
  /** The process exited by itself. @param output everything it printed */
  readonly died: (output: string) => void
}

/** A clacks-p2p 0.3 node from npm on loopback, in its own process, and a copy of its state. */
export class LegacyNode {
  readonly hostname: string
  readonly port: number
  /** Every message that has been in its queue, oldest first. */
  readonly arrivals: unknown[] = []
  /** The messages in its queue, without the one being sent. */
  readonly queue: unknown[] = []
  /** The status of each of its peers, by `host:port`. */
  readonly peers = new Map<string, PeerStatus>()
  readonly #child: ChildProcess
  readonly #options: LegacyNodeOptions
  readonly #listening: Promise<void>
  #output = ''
  #stopping = false

  private constructor(port: number, options: LegacyNodeOptions) {
    this.hostname = options.hostname ?? '127.0.0.1'
    this.port = port
    this.#options = options
    // clacks-p2p disables certificate checks process-wide, so it gets its own process.
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1', NODE_OPTIONS: '' }
    this.#child = fork(program(), { env, execArgv: [], silent: true })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
    }
    this.#listening = new Promise((resolve, reject) => {
      this.#child.on('message', (notification: Notification) => {
        if (notification.event === 'listening') resolve()
        else this.#note(notification)
      })
      this.#child.on('close', () => {
        reject(new ClacksError('ERR_CLACKS_LOOPBACK', `clacks-p2p did not start:\n${this.#output}`))
        if (!this.#stopping) options.died(this.#output)
      })
    })
  }

  /**
   * Starts a node on a free port and resolves when it listens.
   * @throws ClacksError ERR_CLACKS_LOOPBACK if clacks-p2p is not installed or does not start
   */
  static async start(options: LegacyNodeOptions): Promise<LegacyNode> {
    const installed = installedClacksP2p()
    const node = new LegacyNode(await freePort(), options)
    const { hostname, port } = node
    const { sendrate, pair = await makeCertificate(hostname) } = options
    const { key, cert } = { key: String(pair.key), cert: String(pair.cert) }
    node.#child.send({ program: installed, key, cert, options: { hostname, port, sendrate } })
    await node.#listening
    return node
  }

  /** `host:port` */
  get address(): string {
    return formatAddress(this)
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

  /** Kills the process: its messages are lost. */
  async kill(): Promise<void> {
    this.#stopping = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  #call(call: string, ...args: unknown[]): void {
    if (this.#child.connected) this.#child.send({ call, args })
  }

  #note(notification: Notification): void {
    if (notification.event === 'dequeued') this.queue.shift()
    if (notification.event === 'received')
      this.#options.received?.(notification.message, notification.sender, notification.at)
    if (notification.event === 'peer') {
      this.peers.set(notification.address, notification.status)
      this.#options.peer?.(notification.address, notification.status)
    }
    if (notification.event !== 'queued') return
    this.queue.push(notification.message)
    this.arrivals.push(notification.message)
  }
}

/** The script that runs it: the same file in the sources and in the package. */
function program(): string {
  const home = dirname(createRequire(import.meta.url).resolve('clacks/package.json'))
  return join(home, 'cjs/legacy-node.cjs')
}

/** The folder of clacks-p2p, resolved from the working directory. */
function installedClacksP2p(): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve('clacks-p2p')
  } catch (cause) {
    const text = `clacks-p2p is not installed in ${process.cwd()}: npm install --save-dev clacks-p2p@0.3.3`
    throw new ClacksError('ERR_CLACKS_LOOPBACK', text, { cause })
  }
}
