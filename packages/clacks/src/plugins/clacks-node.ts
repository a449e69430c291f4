import type { Hooks } from '../hooks/hooks.js'
import type { PluginInput } from './plugin.js'
import type { PluginNode } from './plugin-node.js'

/** The public interface of a node for applications. */
export interface ClacksNode<Message = unknown> extends PluginNode<Message> {
  /** The tapable hooks of the node. */
  readonly hooks: Hooks<Message>
  /**
   * Adds a plugin, even while the node runs. It replaces a plugin with the same id; if the setup of
   * the new one fails, the old one remains in use.
   * @throws ClacksError ERR_CLACKS_PLUGIN…
   */
  use(plugin: PluginInput): Promise<void>
  /**
   * Removes a plugin. The queue and the peers are not affected.
   * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, or ERR_CLACKS_PLUGIN_MISSING if another plugin
   * requires it
   */
  remove(id: string): Promise<void>
  /**
   * Forgets the key that trust `tofu` has pinned for a peer. The next one that it shows is pinned,
   * and the peer is tried at once. False if no key is pinned for it.
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  forgetKey(hostname: string, port: number | string): boolean
  /**
   * Sets up the plugins and starts to listen. Resolves when bound. A node that failed to start is
   * stopped.
   * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN, ERR_CLACKS_TLS…,
   * ERR_CLACKS_PLUGIN…, ERR_CLACKS_PINS, ERR_CLACKS_STATE…
   */
  start(): Promise<void>
  /** Notifies the plugins, drains what is in flight, and closes every socket and timer. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
