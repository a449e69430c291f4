import { definePlugin } from 'clacks'

/** An entry of the list: a node and the peers that it knows. Addresses are `host:port`. */
export interface Visited {
  readonly node: string
  readonly knows: readonly string[]
}

/** The network as a node knows it. */
export interface CrawlMap {
  /** Sends a list with this node as its first entry. */
  start(): void
  /** Addresses, and the peers that each claims to know. */
  readonly found: ReadonlyMap<string, readonly string[]>
}

declare global {
  interface ClacksServices {
    crawl: CrawlMap
  }
}

/** Peers per entry: a clacks-p2p must be able to carry the list. */
const MAX_KNOWN = 8
const ADDRESS = /^[\w.:-]{1,253}:\d{1,5}$/

/** Adds an entry to every list that passes, and reads the others. */
export default definePlugin({
  name: 'crawl',
  options: {
    type: 'object',
    properties: {
      maxEntries: {
        type: 'integer',
        minimum: 1,
        default: 60,
        description: 'Entries of a list; the oldest are removed.',
      },
      keep: { type: 'integer', minimum: 1, default: 10_000, description: 'Nodes to remember.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, provide }, { maxEntries, keep }) {
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
      reception.message = { class: 'crawl', visited: [...others, own].slice(-maxEntries) }
    })
    provide('crawl', { found, start: () => void node.enqueue({ class: 'crawl', visited: [line()] }) })
  },
})

function isList(message: unknown): message is { readonly visited: readonly Visited[] } {
  const { class: name, visited } = Object(message)
  return name === 'crawl' && Array.isArray(visited) && visited.every(isLine)
}

/** Other nodes are not trusted: only addresses, and not too many. */
function isLine(value: unknown): value is Visited {
  const { node, knows } = Object(value)
  const addresses: unknown[] =
    Array.isArray(knows) && knows.length <= MAX_KNOWN ? [node, ...knows] : [undefined]
  return addresses.every((each) => typeof each === 'string' && ADDRESS.test(each))
}
