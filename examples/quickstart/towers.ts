import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Clacks, createNode, type Peer } from 'clacks'
import { LegacyNode } from 'clacks/testing'
import type { Journal, TowerName } from './journal.js'
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
  readonly #journal: Journal
  readonly #nodes: Clacks[] = []
  #legacy: LegacyNode | undefined

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /**
   * Starts them and introduces each to one other; whom else there is they find out by themselves.
   * @param sendrate messages a second and tower
   * @param legacyDied told when clacks-p2p ends by itself, with what it printed
   */
  async start(sendrate: number, legacyDied: (output: string) => void): Promise<void> {
    const journal = this.#journal
    await rm(here('.clacks/log'), { recursive: true, force: true })
    this.#legacy = await LegacyNode.start({
      hostname: 'localhost',
      sendrate,
      received: (message, sender, at) => {
        if (isClack(message)) journal.received('legacy', message, sender, at)
      },
      peer: (address, status) => journal.peer('legacy', address, status),
      died: legacyDied,
    })
    journal.listening('legacy', addressOf(this.#legacy))
    const first = await this.#startNode('tower-1', sendrate)
    const second = await this.#startNode('tower-2', sendrate)
    const third = await this.#startNode('tower-3', sendrate)
    await second.announce(first.address.hostname, first.address.port)
    await third.announce(second.address.hostname, second.address.port)
    this.#legacy.announce(first.address.hostname, first.address.port)
  }

  /** Hands the messages to the nodes in turn. */
  enqueue(messages: readonly Clack[]): void {
    for (const [index, message] of messages.entries())
      this.#nodes[index % this.#nodes.length]?.enqueue(message)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#nodes.map((node) => node.stop()), this.#legacy?.kill()])
  }

  async #startNode(name: keyof typeof CONFIGS, sendrate: number): Promise<Clacks> {
    // Ports are free ones, others in each run: keys that were pinned for them in an earlier run say nothing. So the keys
    // that are seen first are pinned in memory, for this run.
    const overrides = { sendrate, tls: { trust: 'tofu' } } as const
    const node = await createNode(here(CONFIGS[name]), { overrides })
    this.#nodes.push(node)
    watch(name, node, this.#journal)
    await node.start()
    this.#journal.listening(name, addressOf(node.address))
    return node
  }
}

function watch(name: TowerName, { hooks }: Clacks, journal: Journal): void {
  hooks.queued.tap(TAP, (message, origin) => {
    if (origin === 'enqueued' && isClack(message)) journal.enqueued(name, message, now())
  })
  // After all plugins: only what they let through, and as they leave it.
  hooks.received.tap({ name: TAP, stage: Number.MAX_SAFE_INTEGER }, ({ message, sender }) => {
    if (isClack(message)) journal.received(name, message, addressOf(sender), now())
    return undefined
  })
  hooks.peerDiscovered.tap(TAP, (peer) => journal.peer(name, addressOf(peer), peer.status))
  hooks.peerUpdated.tap(TAP, (peer) => journal.peer(name, addressOf(peer), peer.status))
}

function addressOf({ hostname, port }: Pick<Peer, 'hostname' | 'port'>): string {
  return `${hostname}:${port}`
}
