import type { Peer } from '../../peers/peer.js'
import type { TapCall } from '../../plugins/trace.js'
import type { Reload } from '../../reload/reloader.js'
import type { Hello } from '../protocol.js'
import type { Refusal } from '../server/methods.js'
import type { EventFilter, NodeEvent } from '../server/node-events.js'
import type { NodeStatus } from '../server/node-status.js'
import type { Connection } from './client-connection.js'
import { stream } from './stream.js'

/**
 * A running node, reached through its control channel. Every method throws ClacksError: the failure at the node, or
 * ERR_CLACKS_CONTROL_LOST where the connection ended.
 */
export class Control {
  /** Who answers. */
  readonly hello: Hello
  readonly #connection: Connection

  constructor(connection: Connection, hello: Hello) {
    this.#connection = connection
    this.hello = hello
  }

  /** How the node is doing. */
  status(): Promise<NodeStatus> {
    return this.#call<NodeStatus>('status')
  }

  /** The oldest messages of the queue, at most `limit`, and how many there are. */
  peek(limit = 20): Promise<{ readonly total: number; readonly messages: readonly unknown[] }> {
    return this.#call('peek', { limit })
  }

  /** All known peers. */
  peers(): Promise<readonly Peer[]> {
    return this.#call<readonly Peer[]>('peers')
  }

  /** Announces the node to a peer; false where it did not answer. */
  announce(hostname: string, port: number): Promise<boolean> {
    return this.#call<boolean>('announce', { hostname, port })
  }

  /** Makes the node ignore a peer. */
  async ignore(hostname: string, port: number): Promise<void> {
    await this.#call('ignore', { hostname, port })
  }

  /** Ends that a peer is ignored; false where it was not. */
  unignore(hostname: string, port: number): Promise<boolean> {
    return this.#call<boolean>('unignore', { hostname, port })
  }

  /** Enqueues messages; resolves when all are in the queue, which may have to wait for room. What is no message is refused. */
  send(
    messages: readonly unknown[],
  ): Promise<{ readonly queued: number; readonly refused: readonly Refusal[] }> {
    return this.#call('send', { messages })
  }

  /** What happens at the node, as it happens. Ends with the loop, with `signal`, or (by a throw) with the connection. */
  async *events(filter: EventFilter = {}, signal?: AbortSignal): AsyncGenerator<NodeEvent, void, undefined> {
    for await (const { item, skipped } of stream<NodeEvent>(this.#connection, 'events', filter, signal)) {
      if (skipped > 0) yield { event: 'skipped', details: { events: skipped } }
      yield item
    }
  }

  /** What each tap of a plugin does to each message. Ends as `events` does. */
  async *trace(signal?: AbortSignal): AsyncGenerator<TapCall, void, undefined> {
    for await (const { item } of stream<TapCall>(this.#connection, 'trace', {}, signal)) yield item
  }

  /** Takes the config over as it is now. @throws ClacksError also for whatever is wrong with it: the node runs on as it was */
  apply(): Promise<Reload> {
    return this.#call<Reload>('apply')
  }

  /** Asks the process to stop the node, and resolves when it has gone. */
  async stop(): Promise<void> {
    await this.#call('stop')
    await this.#connection.closed
  }

  /** Ends the connection; the node runs on. */
  close(): Promise<void> {
    return this.#connection.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** What a node answers is of the type that this version of the protocol says. */
  async #call<Result>(method: string, params: object = {}): Promise<Result> {
    return (await this.#connection.call(method, params)) as Result
  }
}
