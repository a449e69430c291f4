import type { PendingRequest } from '../transport/memory.js'
import { stringifyMessage } from '../wire/json.js'

/** Where a message is. Names stand once for each copy. */
export interface Location {
  /** In the queues of these nodes. */
  readonly queued: readonly string[]
  /** Taken from the queues of these nodes, and not accepted anywhere yet. */
  readonly departing: readonly string[]
  /** Requests that carry it and were not answered yet; the sender still has it, so they are no further copies. */
  readonly inFlight: readonly { readonly from: string; readonly to: string }[]
  /** How often it exists: queued and departing. */
  readonly copies: number
}

/** A place in the network that can hold messages. */
export interface Holder {
  readonly name: string
  /** Under which `host:port` the ledger knows it. */
  readonly key: string
  /** Its memory is gone. */
  readonly killed: boolean
  readonly node: { peek(): readonly unknown[]; inFlightMessages(): readonly unknown[] }
}

/** What was counted of one message. */
interface Count {
  readonly queued: string[]
  readonly taken: string[]
  /** Nodes that still hold it although the receiver has it: they will learn it with the answer. */
  readonly settled: string[]
  readonly inFlight: { from: string; to: string }[]
}

/** All messages of a network by their JSON text: what the nodes hold, and what the ledger says of the ways between. */
export class MessageLocator {
  readonly #counts = new Map<string, Count>()

  constructor(networkNodes: Iterable<Holder>, requests: Iterable<PendingRequest>) {
    const names = new Map<string, string>()
    for (const { name, key, node, killed } of networkNodes) {
      names.set(key, name)
      if (killed) continue
      for (const message of node.peek()) this.#of(message).queued.push(name)
      for (const message of node.inFlightMessages()) this.#of(message).taken.push(name)
    }
    for (const request of requests) this.#read(request, names)
  }

  /** The JSON texts of all messages that are somewhere. */
  texts(): string[] {
    return [...this.#counts.keys()].filter((text) => this.locate(text).copies > 0)
  }

  /** Where the messages are that one of these texts stands for. */
  locate(...texts: readonly string[]): Location {
    const counts = texts.flatMap((text) => this.#counts.get(text) ?? [])
    const queued = counts.flatMap((count) => count.queued)
    const departing = without(
      counts.flatMap(({ taken }) => taken),
      counts.flatMap(({ settled }) => settled),
    )
    const inFlight = counts.flatMap((count) => count.inFlight)
    return { queued, departing, inFlight, copies: queued.length + departing.length }
  }

  #read({ from, to, body, phase, status, lost }: PendingRequest, names: ReadonlyMap<string, string>): void {
    const message = messageIn(body)
    if (message === undefined || lost) return
    const way = { from: names.get(from) ?? from, to: names.get(to) ?? to }
    if (phase === 'going') this.#of(message).inFlight.push(way)
    else if (status === 200) this.#of(message).settled.push(way.from)
  }

  #of(message: unknown): Count {
    const text = stringifyMessage(message)
    let count = this.#counts.get(text)
    if (count === undefined) {
      count = { queued: [], taken: [], settled: [], inFlight: [] }
      this.#counts.set(text, count)
    }
    return count
  }
}

/** The message of a payload's JSON text; undefined where there is none, as in an announce. */
export function messageIn(body: string): unknown {
  const payload: unknown = JSON.parse(body)
  if (typeof payload !== 'object' || payload === null || !('type' in payload) || payload.type !== 'message')
    return undefined
  return 'message' in payload ? payload.message : undefined
}

/** A list less the entries of another, each taken off once. */
function without(names: readonly string[], less: readonly string[]): string[] {
  const left = [...names]
  for (const name of less) {
    const place = left.indexOf(name)
    if (place !== -1) left.splice(place, 1)
  }
  return left
}
