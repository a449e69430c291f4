import type { NodeEvent } from '../api/types.js'
import { Feed } from './feed.js'
import { NodeState } from './node-state.js'
import { Store } from './store.js'

/** Gets events as they arrive, without the delay of a rendering. */
export type EventListener = (node: NodeState, event: NodeEvent) => void

/** All nodes that the page shows. The first is the one whose gateway serves the page. */
export class Network extends Store {
  readonly feed = new Feed()
  nodes: readonly NodeState[]
  /** The origins that the content security policy of the page allows. */
  allowed: readonly string[] = []
  selected: NodeState
  readonly #eventListeners = new Set<EventListener>()

  constructor(origin: string) {
    super()
    this.selected = this.#node(origin)
    this.nodes = [this.selected]
  }

  /** Connects to the gateways. @param login codes: `login=CODE&node=ORIGIN,CODE` */
  start(login: URLSearchParams): void {
    const [own] = this.nodes
    void own?.start(login.get('login') ?? undefined).then(() => this.#readAllowed(own))
    for (const written of login.getAll('node')) {
      const [origin = '', code] = written.split(',')
      this.add(origin, code)
    }
  }

  /** Adds the gateway of a further node, or logs in there again. */
  add(origin: string, code: string | undefined): void {
    const known = this.#find(origin)
    const node = known ?? this.#node(origin)
    if (known === undefined) this.nodes = [...this.nodes, node]
    void node.start(code)
    this.changed(true)
  }

  /** The node that charts, plugins, config and actions are about. */
  select(node: NodeState): void {
    this.selected = node
    this.changed(true)
  }

  /** Lists events, or not. */
  pause(isPaused: boolean): void {
    this.feed.isPaused = isPaused
    this.changed(true)
  }

  /** @returns a function that ends it */
  onEvent(listener: EventListener): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  #find(origin: string): NodeState | undefined {
    return this.nodes.find(({ client }) => client.origin === origin)
  }

  #node(origin: string): NodeState {
    return new NodeState(origin, {
      changed: () => this.changed(),
      events: (node, events) => this.#receive(node, events),
      skipped: (count) => {
        this.feed.skipped += count
        this.changed()
      },
    })
  }

  #receive(node: NodeState, events: readonly NodeEvent[]): void {
    const now = performance.now()
    for (const event of events) {
      this.feed.add(event, node.name, now)
      for (const listener of this.#eventListeners) listener(node, event)
    }
    this.changed()
  }

  async #readAllowed(own: NodeState): Promise<void> {
    if (own.connection === 'logged out') return
    try {
      const path = location.pathname.replace(/\/[^/]*$/, '/nodes')
      this.allowed = (await own.client.get<{ nodes: readonly string[] }>(path)).nodes
      // One that the address of the page names is logging in: starting it again would end that.
      const others = this.allowed.filter((origin) => this.#find(origin) === undefined)
      for (const origin of others) this.add(origin, undefined)
    } catch {
      // Without the list, the page shows the one node; the connection of that says what is wrong.
    }
  }
}
