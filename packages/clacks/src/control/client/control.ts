import type { PeerReport } from '../../peers/snapshots.js'
import type { TapCall } from '../../plugins/trace.js'
import type { Reload } from '../../reload/reloader.js'
import { parseMessage, stringifyMessage } from '../../wire/json.js'
import { elementsOf, onOneLine, textAt } from '../../wire/json-text.js'
import { type Hello, JsonText } from '../protocol.js'
import type { Refusal } from '../server/methods.js'
import type { EventFilter, NodeEvent } from '../server/node-events.js'
import type { NodeStatus } from '../server/node-status.js'
import type { Connection } from './client-connection.js'
import { type Subscription, subscribe } from './stream.js'

/** What happens while the queue is full. */
interface Wait {
  readonly signal?: AbortSignal
  readonly queueFull?: () => void
}

/** The result of `send`. */
interface Sent {
  readonly queued: number
  readonly refused: readonly Refusal[]
}

/**
 * A client of the control channel of a running node. Every method throws a ClacksError if the call
 * fails at the node, or ERR_CLACKS_CONTROL_LOST if the connection is closed.
 */
export class Control {
  /** The first line of the node: versions and process id. */
  readonly hello: Hello
  readonly #connection: Connection

  constructor(connection: Connection, hello: Hello) {
    this.#connection = connection
    this.hello = hello
  }

  /** The status of the node. */
  status(): Promise<NodeStatus> {
    return this.#call<NodeStatus>('status')
  }

  /** Up to `limit` of the oldest messages in the queue, and the length of the queue. */
  async peek(limit = 20): Promise<{ readonly total: number; readonly messages: readonly unknown[] }> {
    const { total, messages } = await this.peekJson(limit)
    return { total, messages: messages.map((json): unknown => JSON.parse(json)) }
  }

  /**
   * Like `peek`: the JSON texts of the messages, with all digits of their numbers. Many of them
   * come in several pages, between which the queue moves on.
   */
  async peekJson(limit = 20): Promise<{ readonly total: number; readonly messages: readonly string[] }> {
    const messages: string[] = []
    for (;;) {
      const page = { limit: limit - messages.length, skip: messages.length }
      const { result, line } = await this.#connection.callForLine('peek', page)
      // The protocol version determines the type.
      const { total } = result as { readonly total: number }
      const texts = elementsOf(textAt(line, ['result', 'messages']) ?? '[]')
      messages.push(...texts)
      if (texts.length === 0 || messages.length >= Math.min(limit, total)) return { total, messages }
    }
  }

  /** All known peers, with the last error of each. */
  peers(): Promise<readonly PeerReport[]> {
    return this.#call<readonly PeerReport[]>('peers')
  }

  /** Announces the node to a peer. False if the peer did not accept. */
  announce(hostname: string, port: number): Promise<boolean> {
    return this.#call<boolean>('announce', { hostname, port })
  }

  /** Makes the node ignore a peer. */
  async ignore(hostname: string, port: number): Promise<void> {
    await this.#call('ignore', { hostname, port })
  }

  /** Stops ignoring a peer. False if it was not ignored. */
  unignore(hostname: string, port: number): Promise<boolean> {
    return this.#call<boolean>('unignore', { hostname, port })
  }

  /** The keys that trust `tofu` has pinned: SHA-256 in hex by `host:port`. */
  pins(): Promise<Readonly<Record<string, string>>> {
    return this.#call('pins')
  }

  /** Forgets the key pinned for a peer, which is then tried again. False if there is none. */
  forgetKey(hostname: string, port: number): Promise<boolean> {
    return this.#call<boolean>('forgetKey', { hostname, port })
  }

  /**
   * Enqueues messages. Waits while the queue is full. Invalid messages are refused.
   *
   * @param wait.signal ends the wait; the result counts what was enqueued until then
   * @param wait.queueFull called when the wait begins
   */
  send(messages: readonly unknown[], wait: Wait = {}): Promise<Sent> {
    return this.sendJson(messages.map(stringifyMessage), wait)
  }

  /**
   * Like `send`: enqueues messages as these JSON texts, with all digits of their numbers.
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON if a text is not JSON
   */
  async sendJson(texts: readonly string[], { signal, queueFull }: Wait = {}): Promise<Sent> {
    for (const json of texts) parseMessage(json)
    const params = new JsonText(`{"messages":[${texts.map(onOneLine).join(',')}]}`)
    // The protocol version determines the type of the result. The only item reports the wait.
    return (await this.#connection.call('send', params, queueFull, signal)) as Sent
  }

  /**
   * The events of the node, from now on: what is sent after `subscribed` has resolved is among
   * them. A consumer that is too slow gets an event `skipped` with their number. Ends with the
   * loop or on `signal`, and throws if the connection is lost.
   */
  events(filter: EventFilter = {}, signal?: AbortSignal): Subscription<NodeEvent> {
    const skipped = (events: number): NodeEvent => ({ event: 'skipped', details: { events } })
    return subscribe<NodeEvent>(this.#connection, 'events', filter, skipped, signal)
  }

  /**
   * What each tap of a plugin does to each message. Begins and ends like `events`.
   *
   * @param skipped called with the number of calls that were dropped because the consumer is too
   * slow
   */
  trace(signal?: AbortSignal, skipped: (calls: number) => void = () => {}): Subscription<TapCall> {
    const report = (calls: number): undefined => {
      skipped(calls)
    }
    return subscribe<TapCall>(this.#connection, 'trace', {}, report, signal)
  }

  /**
   * Asks a plugin of the node, and returns its answer. Request and answer are JSON.
   * @param plugin its id: its name, unless the config sets another
   * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_PLUGIN_REQUEST, and what the plugin
   * throws
   */
  request(plugin: string, request?: unknown): Promise<unknown> {
    return this.#call('request', { plugin, request })
  }

  /**
   * Reloads the config.
   * @throws ClacksError if the config is invalid, in which case nothing changes
   */
  apply(): Promise<Reload> {
    return this.#call<Reload>('apply')
  }

  /** Stops the node. Resolves when it has stopped. */
  async stop(): Promise<void> {
    await this.#call('stop')
    await this.#connection.closed
  }

  /** Closes the connection. The node keeps running. */
  close(): Promise<void> {
    return this.#connection.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The protocol version determines the type of each result. */
  async #call<Result>(method: string, params: object = {}): Promise<Result> {
    return (await this.#connection.call(method, params)) as Result
  }
}
