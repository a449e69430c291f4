import type { Peer, PluginContext, SupervisedFunction } from 'clacks'
import type { MessageHandler, MessageSender } from './message-handler.js'

/** How handlers are called. */
interface CallOptions {
  readonly concurrency: number
  readonly timeoutMs?: number
}

type Handler = MessageHandler<never>
/** The peer tells whose message a handler fails on. */
type Calls = SupervisedFunction<[content: never, from: MessageSender, peer: Peer]>

/** Calls the handlers of an application at one node, each supervised on its own. */
export class HandlerCalls {
  readonly #ctx: PluginContext
  readonly #handlers: ReadonlyMap<string, ReadonlySet<Handler>>
  readonly #options: CallOptions
  readonly #calls = new WeakMap<Handler, Calls>()

  constructor(
    ctx: PluginContext,
    handlers: ReadonlyMap<string, ReadonlySet<Handler>>,
    { concurrency, timeoutMs }: CallOptions,
  ) {
    this.#ctx = ctx
    this.#handlers = handlers
    this.#options = { concurrency, ...(timeoutMs !== undefined && { timeoutMs }) }
  }

  /** Whether a class has a handler. */
  has(name: string): boolean {
    return (this.#handlers.get(name)?.size ?? 0) > 0
  }

  /** Whether a handler of the class is too slow for further messages. */
  areFull(name: string): boolean {
    return [...(this.#handlers.get(name) ?? [])].some((handler) => this.#calls.get(handler)?.isFull)
  }

  /** Calls all handlers of a class. */
  call(name: string, content: unknown, author: string | undefined, peer: Peer): void {
    const from = { hostname: peer.hostname, port: peer.port, author }
    // `onMessage` made sure that the handlers take the fields of this class.
    for (const handler of this.#handlers.get(name) ?? [])
      this.#of(name, handler).call(content as never, from, peer)
  }

  #of(name: string, handler: Handler): Calls {
    const known = this.#calls.get(handler)
    if (known !== undefined) return known
    const call = (content: never, from: MessageSender, _peer: Peer): unknown => handler(content, from)
    const calls = this.#ctx.supervise(`onMessage ${name}`, call, this.#options)
    this.#calls.set(handler, calls)
    return calls
  }
}
