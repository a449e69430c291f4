import { expect } from 'vitest'
import { parseHostPort } from '../../src/address.js'
import {
  Clacks,
  type ClacksOptions,
  type Discard,
  type FailedDelivery,
  hold,
  type Log,
  type Peer,
} from '../../src/index.js'
import { identifierOf } from '../../src/known-address.js'
import { componentsOf } from '../../src/node.js'
import type { PeerStatus } from '../../src/peers/peer.js'
import { type KeyPair, makeKeyPair } from '../node/certificate.js'
import { Changes } from '../node/changes.js'
import { type LegacyOptions, LegacyProcess } from './legacy-process.js'

/** One of our nodes, and what happened to it. */
export interface OurNode {
  readonly node: Clacks
  readonly address: string
  /** Messages that ever entered its queue, oldest first. */
  readonly everQueued: unknown[]
  readonly discards: Discard[]
  readonly failures: FailedDelivery[]
  /** Addresses of peers that announced themselves. */
  readonly announced: string[]
  /** Addresses of peers that it ever considered lost. */
  readonly lost: string[]
  /** Stops sending: from now on it keeps its messages. */
  holding: boolean
}

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }

/** Our nodes and real clacks-p2p nodes on loopback. Disposing it stops all of them. */
export class MixedNetwork {
  readonly changes = new Changes()
  readonly ours: OurNode[] = []
  readonly legacies: LegacyProcess[] = []
  readonly #pair: KeyPair

  private constructor(pair: KeyPair) {
    this.#pair = pair
  }

  static async make(): Promise<MixedNetwork> {
    return new MixedNetwork(await makeKeyPair())
  }

  /** Starts one of our nodes. */
  async addOurs(options: ClacksOptions = {}): Promise<OurNode> {
    const node = new Clacks({
      ...(await makeKeyPair()),
      hostname: '127.0.0.1',
      port: 0,
      sendrate: 200,
      idleAnnounce: 0,
      log: SILENT,
      ...options,
    })
    const watched = this.#watch(node)
    await node.start()
    const one = Object.assign(watched, { address: `127.0.0.1:${node.address.port}` })
    this.ours.push(one)
    return one
  }

  /** Starts a clacks-p2p node. */
  async addLegacy(options: Partial<LegacyOptions> = {}): Promise<LegacyProcess> {
    const legacy = await LegacyProcess.start({ pair: this.#pair, changes: this.changes, ...options })
    this.legacies.push(legacy)
    return legacy
  }

  until(what: string | (() => string), condition: () => boolean, withinMs?: number): Promise<void> {
    return this.changes.until(what, condition, withinMs)
  }

  /** Brings every message to rest in our nodes, and returns them all, as JSON texts in order. */
  async gather(count: number): Promise<string[]> {
    for (const one of this.ours) one.holding = true
    const resting = (): string[] => this.ours.flatMap(textsIn)
    await this.until(
      () => `all ${count} messages rest in our nodes; there are ${resting().length}`,
      () => resting().length >= count && this.legacies.every(({ queue }) => queue.length === 0),
    )
    return resting().sort()
  }

  /** No legacy node crashed, logged an error or corrupted anything, and no peer was lost. */
  expectUnharmed(): void {
    for (const legacy of this.legacies) {
      expect(legacy.crashed).toBeUndefined()
      expect(legacy.complaints).toEqual([])
      expect(legacy.torn).toBe(0)
      expect(legacy.lost).toEqual([])
    }
    for (const { lost } of this.ours) expect(lost).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.legacies.map((legacy) => legacy.kill()))
    await Promise.all(this.ours.map(({ node }) => node.stop()))
  }

  #watch(node: Clacks): Omit<OurNode, 'address'> {
    const one: Omit<OurNode, 'address'> = {
      node,
      everQueued: [],
      discards: [],
      failures: [],
      announced: [],
      lost: [],
      holding: false,
    }
    const { hooks } = node
    const noting =
      <Event>(note: (event: Event) => void) =>
      (event: Event): undefined => {
        note(event)
        this.changes.notify()
      }
    hooks.queued.tap(
      'watch',
      noting((message) => one.everQueued.push(message)),
    )
    hooks.discarded.tap(
      'watch',
      noting((discard) => one.discards.push(discard)),
    )
    hooks.sendFailed.tap(
      'watch',
      noting((failure) => one.failures.push(failure)),
    )
    hooks.announced.tap(
      'watch',
      noting((peer: Peer) => one.announced.push(`${peer.hostname}:${peer.port}`)),
    )
    hooks.sent.tap('watch', this.changes.notify)
    hooks.peerDiscovered.tap('watch', this.changes.notify)
    hooks.peerUpdated.tap(
      'watch',
      noting((peer: Peer) => {
        if (peer.status === 'lost') one.lost.push(`${peer.hostname}:${peer.port}`)
      }),
    )
    hooks.beforeSend.tap('watch', () => {
      if (!one.holding) return undefined
      // Checked when the message is back in the queue.
      setImmediate(this.changes.notify)
      return hold()
    })
    return one
  }
}

/** The status of an address at one of our nodes. */
export function statusOf({ node }: OurNode, address: string): PeerStatus | undefined {
  const { hostname, port } = parseHostPort(address)
  return node.getPeer(identifierOf(hostname, port))?.status
}

/** The JSON texts in the queue of one of our nodes. */
export function textsIn({ node }: OurNode): string[] {
  return Array.from(componentsOf(node).queue, ({ json }) => json)
}
