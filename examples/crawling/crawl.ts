import { definePlugin } from 'clacks'

/** What a node has written in the list: who it is, and whom it knows. Addresses are `host:port`. */
export interface Visited {
  readonly node: string
  readonly knows: readonly string[]
}

/** What is known of the network at a node. */
export interface CrawlMap {
  /** Sends a list out, with this node as its first line. */
  start(): void
  /** Address -> the addresses that it says it knows. */
  readonly found: ReadonlyMap<string, readonly string[]>
}

declare module 'clacks' {
  interface Services {
    crawl: CrawlMap
  }
}

/** Of one node so many are listed: the list must fit through a clacks-p2p. */
const MAX_KNOWN = 8
const ADDRESS = /^[\w.:-]{1,253}:\d{1,5}$/

/** Writes itself in every list that comes by, and reads what others have written. */
export default definePlugin({
  name: 'crawl',
  options: {
    type: 'object',
    properties: {
      most: {
        type: 'integer',
        minimum: 1,
        default: 60,
        description: 'Lines of a list; the oldest go first.',
      },
      keep: { type: 'integer', minimum: 1, default: 10_000, description: 'Nodes that are remembered.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, provide }, { most, keep }) {
    const found = new Map<string, readonly string[]>()
    const line = (): Visited => {
      const known = Object.values(node.getPeers().alive).map(({ hostname, port }) => `${hostname}:${port}`)
      return { node: `${node.address.hostname}:${node.address.port}`, knows: known.slice(0, MAX_KNOWN) }
    }
    hooks.received.tap((reception) => {
      const { message } = reception
      if (!isList(message)) return
      for (const { node: address, knows } of message.visited)
        if (found.size < keep || found.has(address)) found.set(address, knows)
      const own = line()
      found.set(own.node, own.knows)
      const others = message.visited.filter(({ node: address }) => address !== own.node)
      reception.message = { class: 'crawl', visited: [...others, own].slice(-most) }
    })
    provide('crawl', { found, start: () => void node.enqueue({ class: 'crawl', visited: [line()] }) })
  },
})

function isList(message: unknown): message is { readonly visited: readonly Visited[] } {
  const { class: name, visited } = Object(message)
  return name === 'crawl' && Array.isArray(visited) && visited.every(isLine)
}

/** What strangers wrote is drawn and remembered: only addresses, and not too many. */
function isLine(value: unknown): value is Visited {
  const { node, knows } = Object(value)
  const addresses: unknown[] =
    Array.isArray(knows) && knows.length <= MAX_KNOWN ? [node, ...knows] : [undefined]
  return addresses.every((each) => typeof each === 'string' && ADDRESS.test(each))
}
