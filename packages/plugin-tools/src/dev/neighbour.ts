import { Clacks, type ClacksOptions, definePlugin, drop, type Peer } from 'clacks'
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

  /**
   * Sends a message to the node with the plugin.
   * @param json its JSON text
   * @throws ClacksError if it is not a message
   */
  send(json: string): void {
    this.#refused.delete(json)
    if (!this.node.enqueueJson(json)) throw new Error(`${json} is not a message`)
    this.#pending++
    const message: unknown = JSON.parse(json)
    this.#report({ event: 'sends', who: this.#name, text: json, details: { message } })
  }

  #plugin() {
    const who = this.#name
    return definePlugin({
      name: 'neighbour',
      setup: ({ hooks, node }) => {
        hooks.received.tap(({ message, json }) => {
          this.#report({ event: 'gets', who, text: json, details: { message } })
          return drop('shown')
        })
        hooks.beforeSend.tap((departure) => {
          // A real node would try other peers, and later this one again. Here, one attempt is
          // enough.
          if (this.#refused.delete(departure.json)) return drop('refused')
          departure.peer = nodeWithPlugin(Object.values(node.getPeers())) ?? departure.peer
          return undefined
        })
        hooks.sent.tap(() => {
          this.#pending--
        })
        hooks.sendFailed.tap(({ message, json, status, reason }) => {
          this.#pending--
          this.#refused.add(json)
          const text = `${reason}: it keeps ${json}`
          this.#report({ event: 'refused', who, text, details: { message, status, reason } })
        })
      },
    })
  }
}

function nodeWithPlugin(byStatus: readonly Record<string, Peer>[]): Peer | undefined {
  return byStatus.flatMap((peers) => Object.values(peers)).find(({ hostname }) => hostname === HERE)
}
