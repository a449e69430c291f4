import type { Address } from '../address.js'
import { ClacksError } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Peer } from '../peers/peer.js'
import type { Settings } from '../settings/settings.js'
import type { NodeMeasurements } from './node-measurements.js'
import type { NodeStatistics, PeersByStatus, PluginNode, PluginReport } from './plugin-node.js'
import type { ServiceKey, ServiceOf } from './service.js'

/**
 * Returns the tapable hooks behind the node of a plugin. Internal to this folder.
 * @throws ClacksError ERR_CLACKS_PLUGIN
 */
export let tapableHooksOf: (node: PluginNode) => Hooks

/**
 * Returns the node behind that of a plugin; any other node as it is. Internal to this package.
 */
export let nodeBehind: (node: PluginNode) => PluginNode

/**
 * The node that plugins receive: an object with only the members of {@link PluginNode}, so that a
 * plugin cannot reach the tapable hooks or the life cycle of its node.
 */
export class PluginNodeView implements PluginNode {
  readonly #node: PluginNode
  readonly #hooks: Hooks

  static {
    nodeBehind = (node) => (#node in node ? node.#node : node)
    tapableHooksOf = (node) => {
      if (#hooks in node) return node.#hooks
      throw new ClacksError('ERR_CLACKS_PLUGIN', 'The node of this context was not made by a plugin host.')
    }
  }

  constructor(node: PluginNode, hooks: Hooks) {
    this.#node = node
    this.#hooks = hooks
  }

  get address(): Address {
    return this.#node.address
  }

  get fingerprint(): string | undefined {
    return this.#node.fingerprint
  }

  enqueue(message: unknown): boolean {
    return this.#node.enqueue(message)
  }

  enqueueJson(json: string): boolean {
    return this.#node.enqueueJson(json)
  }

  peek(): readonly unknown[] {
    return this.#node.peek()
  }

  peekJson(): readonly string[] {
    return this.#node.peekJson()
  }

  inFlightMessages(): readonly unknown[] {
    return this.#node.inFlightMessages()
  }

  inFlightJson(): readonly string[] {
    return this.#node.inFlightJson()
  }

  isEmpty(): boolean {
    return this.#node.isEmpty()
  }

  getPeers(): PeersByStatus {
    return this.#node.getPeers()
  }

  getPeer(identifier: string): Peer | undefined {
    return this.#node.getPeer(identifier)
  }

  addPeer(hostname: string, port: number | string): Peer | undefined {
    return this.#node.addPeer(hostname, port)
  }

  announce(hostname: string, port: number | string): Promise<boolean> {
    return this.#node.announce(hostname, port)
  }

  ignore(hostname: string, port: number | string): void {
    this.#node.ignore(hostname, port)
  }

  unignore(hostname: string, port: number | string): boolean {
    return this.#node.unignore(hostname, port)
  }

  getOptions(): Settings {
    return this.#node.getOptions()
  }

  statistics(): NodeStatistics {
    return this.#node.statistics()
  }

  measurements(): NodeMeasurements {
    return this.#node.measurements()
  }

  plugins(): readonly PluginReport[] {
    return this.#node.plugins()
  }

  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    return this.#node.service(key)
  }
}
