import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { PeerStatus } from 'clacks'
import { generate } from 'selfsigned'

/** What the process of the legacy tower tells. */
type Told =
  | { readonly event: 'listening' }
  | { readonly event: 'received'; readonly message: unknown; readonly sender: string; readonly at: number }
  | { readonly event: 'peer'; readonly address: string; readonly status: PeerStatus }

/** Who wants to know what happens at the legacy tower. */
export interface LegacyListener {
  received(message: unknown, sender: string, at: number): void
  peer(address: string, status: PeerStatus): void
  /** It ended by itself. @param output all that it printed */
  died(output: string): void
}

/** One clacks-p2p 0.3.3 from npm in a process of its own. */
export class LegacyTower {
  readonly hostname = 'localhost'
  readonly port: number
  readonly #child: ChildProcess
  readonly #listening: Promise<void>
  #output = ''
  #stopping = false

  private constructor(port: number, listener: LegacyListener) {
    this.port = port
    // Only in this process are certificates not checked: it knows no other way.
    const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1', NODE_OPTIONS: '' }
    const program = fileURLToPath(new URL('legacy-tower.cjs', import.meta.url))
    this.#child = fork(program, { env, execArgv: [], silent: true })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
    }
    this.#listening = new Promise((resolve, reject) => {
      this.#child.on('message', (told: Told) => {
        if (told.event === 'listening') resolve()
        if (told.event === 'received') listener.received(told.message, told.sender, told.at)
        if (told.event === 'peer') listener.peer(told.address, told.status)
      })
      this.#child.on('close', () => {
        reject(new Error(`clacks-p2p did not start:\n${this.#output}`))
        if (!this.#stopping) listener.died(this.#output)
      })
    })
  }

  /** Starts one on a free port; resolves when it listens. @param sendrate messages a second */
  static async start(sendrate: number, listener: LegacyListener): Promise<LegacyTower> {
    const tower = new LegacyTower(await freePort(), listener)
    const { private: key, cert } = await generate([{ name: 'commonName', value: tower.hostname }], {
      keyType: 'ec',
      algorithm: 'sha256',
    })
    const { hostname, port } = tower
    tower.#child.send({ key, cert, options: { hostname, port, sendrate } })
    await tower.#listening
    return tower
  }

  announce(hostname: string, port: number): void {
    this.#child.send({ hostname, port })
  }

  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }
}

/** A port that was free a moment ago: clacks-p2p takes 0 for its default of 8080. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No TCP port could be bound.')
  return address.port
}
