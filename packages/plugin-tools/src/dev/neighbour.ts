import { Clacks, type ClacksOptions, definePlugin, drop, type Peer, stringifyMessage } from 'clacks'
import { HERE, type Report } from './event.js'

/**
 * A node beside the one with the plugin. It sends only there, and shows what it receives instead
 * of passing it on.
 */
export class Neighbour {
  readonly node: Clacks
  readonly #name: string
  readonly #report: Report
  readonly #refused = new Set<string>()
  #pending = 0

  constructor(name: string, options: ClacksOptions, report: Report) {
    this.#name = name
    this.#report = report
    const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }
    this.node = new Clacks({
      ...options,
      sendrate: Number.POSITIVE_INFINITY,
      log: silent,
      plugins: [this.#plugin()],
    })
  }

  /** The number of messages that were neither accepted nor refused yet. */
  get pending(): number {
    return this.#pending
  }

  /** Sends a message to the node with the plugin. @throws ClacksError if it is not a message */
  send(message: unknown): void {
    const text = stringifyMessage(message)
    this.#refused.delete(text)
    if (!this.node.enqueue(message)) throw new Error(`${text} is not a message`)
    this.#pending++
    this.#report({ event: 'sends', who: this.#name, text, details: { message } })
  }

  #plugin() {
    const who = this.#name
    return definePlugin({
      name: 'neighbour',
      setup: ({ hooks, node }) => {
        hooks.received.tap(({ message }) => {
          this.#report({ event: 'gets', who, text: stringifyMessage(message), details: { message } })
          return drop('shown')
        })
        hooks.beforeSend.tap((departure) => {
          // A real node would try other peers, and later this one again. Here, one attempt is
          // enough.
          if (this.#refused.delete(stringifyMessage(departure.message))) return drop('refused')
          departure.peer = nodeWithPlugin(Object.values(node.getPeers())) ?? departure.peer
          return undefined
        })
        hooks.sent.tap(() => {
          this.#pending--
        })
        hooks.sendFailed.tap(({ message, status, reason }) => {
          this.#pending--
          this.#refused.add(stringifyMessage(message))
          const text = `${status ?? 'no answer'} ${reason}: it keeps ${stringifyMessage(message)}`
          this.#report({ event: 'refused', who, text, details: { message, status, reason } })
        })
      },
    })
  }
}

function nodeWithPlugin(byStatus: readonly Record<string, Peer>[]): Peer | undefined {
  return byStatus.flatMap((peers) => Object.values(peers)).find(({ hostname }) => hostname === HERE)
}
