import type { Hooks } from '../hooks/hooks.js'
import type { PluginInput } from './plugin.js'
import type { PluginNode } from './plugin-node.js'

/** The public interface of a node: everything an application may do with it. */
export interface ClacksNode<Message = unknown> extends PluginNode<Message> {
  /** The tapable hooks of the node. */
  readonly hooks: Hooks<Message>
  /**
   * Adds a plugin, also while the node runs. One with the id of a plugin in use replaces it; where the setup of the
   * new one fails, the old one stays.
   * @throws ClacksError ERR_CLACKS_PLUGIN…
   */
  use(plugin: PluginInput): Promise<void>
  /** Takes a plugin out again; queue and peers stay. @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, …_MISSING where another requires it */
  remove(id: string): Promise<void>
  /**
   * Sets the plugins up and listens; resolves when bound. A node whose start failed has stopped.
   * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN, ERR_CLACKS_TLS…, ERR_CLACKS_PLUGIN…, ERR_CLACKS_STATE
   */
  start(): Promise<void>
  /** Drains what is in flight, tells the plugins, closes every socket and timer. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
