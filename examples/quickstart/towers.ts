import { readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { dashboard } from '@clacks/plugin-dashboard'
import { gateway } from '@clacks/plugin-gateway'
import { type Clacks, createLog, createNode, type Peer } from 'clacks'
import { LegacyNode } from 'clacks/testing'
import type { History, TowerName } from './history.js'
import { type Clack, isClack } from './messages.js'

const CONFIGS = {
  'tower-1': 'tower-1.config.ts',
  'tower-2': 'tower-2.config.yaml',
  'tower-3': 'tower-3.config.json',
} as const

const TAP = 'quickstart'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const now = (): number => performance.timeOrigin + performance.now()

/** All towers of the demo. */
export class Towers {
  readonly #history: History
  readonly #nodes: Clacks[] = []
  #legacy: LegacyNode | undefined

  constructor(history: History) {
    this.#history = history
  }

  /**
   * Starts all towers and announces each to one other. They discover the rest by themselves.
   * @param sendrate messages a second for each tower
   * @param legacyDied called with the output of clacks-p2p if its process ends unexpectedly
   */
  async start(sendrate: number, legacyDied: (output: string) => void): Promise<void> {
    const history = this.#history
    await rm(here('.clacks/log'), { recursive: true, force: true })
    this.#legacy = await LegacyNode.start({
      hostname: 'localhost',
      sendrate,
      received: (message, sender, at) => {
        if (isClack(message)) history.received('legacy', message, sender, at)
      },
      peer: (address, status) => history.peer('legacy', address, status),
      died: legacyDied,
    })
    history.listening('legacy', addressOf(this.#legacy))
    const first = await this.#startNode('tower-1', sendrate)
    const second = await this.#startNode('tower-2', sendrate)
    const third = await this.#startNode('tower-3', sendrate)
    await second.announce(first.address.hostname, first.address.port)
    await third.announce(second.address.hostname, second.address.port)
    this.#legacy.announce(first.address.hostname, first.address.port)
  }

  /** Distributes the messages over the nodes in turn. */
  enqueue(messages: readonly Clack[]): void {
    for (const [index, message] of messages.entries())
      this.#nodes[index % this.#nodes.length]?.enqueue(message)
  }

  /**
   * Serves the dashboard at the first tower.
   * @returns its address, with a code for one login
   */
  async serveDashboard(): Promise<string> {
    const [first] = this.#nodes
    if (first === undefined) throw new Error('The towers have not been started.')
    await first.use(gateway({ port: 0, tokenFile: here('.clacks/gateway-token') }))
    await first.use(dashboard())
    const origin = first.service('gateway')?.origin
    const token = (await readFile(here('.clacks/gateway-token'), 'utf8')).trim()
    const answer = await fetch(`${origin}/v1/login-codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
    return `${origin}/dashboard/#login=${codeIn(await answer.json())}`
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#nodes.map((node) => node.stop()), this.#legacy?.kill()])
  }

  async #startNode(name: keyof typeof CONFIGS, sendrate: number): Promise<Clacks> {
    // Each run uses other free ports, so pins of an earlier run mean nothing: pin in memory only.
    // The demo ends with messages on their way, and a warning about them helps nobody.
    const overrides = { sendrate, tls: { trust: 'tofu' }, log: createLog('error') } as const
    const node = await createNode(here(CONFIGS[name]), { overrides })
    this.#nodes.push(node)
    watch(name, node, this.#history)
    await node.start()
    this.#history.listening(name, addressOf(node.address))
    return node
  }
}

function watch(name: TowerName, { hooks }: Clacks, history: History): void {
  hooks.queued.tap(TAP, (message, origin) => {
    if (origin === 'enqueued' && isClack(message)) history.enqueued(name, message, now())
  })
  // After all plugins: sees only the messages that they pass on, as they leave them.
  hooks.received.tap({ name: TAP, stage: Number.MAX_SAFE_INTEGER }, ({ message, sender }) => {
    if (isClack(message)) history.received(name, message, addressOf(sender), now())
    return undefined
  })
  hooks.peerDiscovered.tap(TAP, (peer) => history.peer(name, addressOf(peer), peer.status))
  hooks.peerUpdated.tap(TAP, (peer) => history.peer(name, addressOf(peer), peer.status))
}

function codeIn(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'code' in answer) return String(answer.code)
  throw new Error('The gateway did not answer with a login code.')
}

function addressOf({ hostname, port }: Pick<Peer, 'hostname' | 'port'>): string {
  return `${hostname}:${port}`
}
