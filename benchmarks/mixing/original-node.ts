import type { Address, Cancel, Clock, Random } from 'clacks'
import type { MemoryTransport } from 'clacks/testing'

type Status = 'new' | 'alive' | 'lost'

/** What a node needs. */
export interface OriginalNodeParts {
  readonly address: Address
  readonly transport: MemoryTransport
  readonly clock: Clock
  readonly random: Random
}

/**
 * A node that follows the algorithm of clacks-p2p 0.3: one message a second, new peers first, else
 * an alive one, now and then a lost one; the sender and the friend of each request enter the table,
 * which has no bound.
 */
export class OriginalNode {
  readonly queue: string[] = []
  sent = 0
  readonly #parts: OriginalNodeParts
  readonly #known = new Map<string, Address & { status: Status }>()
  #cancel: Cancel | undefined

  constructor(parts: OriginalNodeParts) {
    this.#parts = parts
  }

  /** The host names that it knows, and has not lost. */
  *known(): IterableIterator<string> {
    for (const { hostname, status } of this.#known.values()) if (status !== 'lost') yield hostname
  }

  async start(contacts: readonly Address[]): Promise<void> {
    const { address, transport } = this.#parts
    await transport.listen({ host: address.hostname, port: address.port }, ({ body }) => {
      const { sender, friend, message } = JSON.parse(body.toString())
      const isKnown = this.#known.has(`${sender.hostname}:${sender.port}`)
      const peer = this.#know(sender)
      if (isKnown) peer.status = 'alive'
      if (friend !== undefined) this.#know(friend)
      if (message !== undefined) this.queue.push(JSON.stringify(message))
      return { status: 200 }
    })
    for (const contact of contacts) {
      this.#know(contact)
      void this.#post(contact, 'announce', undefined)
    }
    this.#tick()
  }

  async stop(): Promise<void> {
    this.#cancel?.()
    await this.#parts.transport.close()
  }

  #tick(): void {
    this.#cancel = this.#parts.clock.after(1_000, () => this.#tick())
    const to = this.queue.length === 0 ? undefined : this.#pick()
    const message = to === undefined ? undefined : this.queue.shift()
    if (to === undefined || message === undefined) return
    void this.#post(to, 'message', message).then((isTaken) => {
      to.status = isTaken ? 'alive' : 'lost'
      if (isTaken) this.sent++
      else this.queue.push(message)
    })
  }

  #pick(): (Address & { status: Status }) | undefined {
    const lostFirst = this.#parts.random.fraction() > 0.95
    const order: Status[] = lostFirst ? ['new', 'lost', 'alive'] : ['new', 'alive', 'lost']
    for (const status of order) {
      const peer = this.#oneOf(status)
      if (peer !== undefined) return peer
    }
    return undefined
  }

  #oneOf(status: Status): (Address & { status: Status }) | undefined {
    const peers = [...this.#known.values()].filter((peer) => peer.status === status)
    return peers[Math.floor(this.#parts.random.fraction() * peers.length)]
  }

  #know({ hostname, port }: Address): Address & { status: Status } {
    const { address } = this.#parts
    const key = `${hostname}:${port}`
    const peer = this.#known.get(key) ?? { hostname, port, status: 'new' }
    if (hostname !== address.hostname) this.#known.set(key, peer)
    return peer
  }

  async #post(to: Address, type: string, json: string | undefined): Promise<boolean> {
    const { address, transport } = this.#parts
    const sender = { hostname: address.hostname, port: address.port }
    const alive = this.#oneOf('alive')
    const friend = alive && { hostname: alive.hostname, port: alive.port }
    const message = json === undefined ? undefined : JSON.parse(json)
    const body = JSON.stringify({ message, type, sender, friend })
    try {
      const { status } = await transport.send({ ...to, secondHand: false }, { body, transfer: undefined })
      return status === 200
    } catch {
      return false
    }
  }
}
