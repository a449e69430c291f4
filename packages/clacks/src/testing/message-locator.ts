import type { PendingRequest } from '../transport/memory.js'
import { decodeBatch, isBatchType } from '../wire/batch.js'
import { stringifyMessage } from '../wire/json.js'
import { refusedIn } from '../wire/refused.js'

/** Where a message is. Each copy counts once. */
export interface Location {
  /** Nodes that have it in their queue. */
  readonly queued: readonly string[]
  /** Nodes that are sending it and have no answer yet. */
  readonly departing: readonly string[]
  /** Pending requests that carry it. Their senders still hold it, so they are not extra copies. */
  readonly inFlight: readonly { readonly from: string; readonly to: string }[]
  /** Number of copies: queued plus departing. */
  readonly copies: number
}

/** A node that can hold messages. */
export interface Holder {
  readonly name: string
  /** Its `host:port` in the memory network. */
  readonly key: string
  /** Whether its memory is lost. */
  readonly killed: boolean
  readonly node: { peek(): readonly unknown[]; inFlightMessages(): readonly unknown[] }
}

/** The copies of one message. */
interface Count {
  readonly queued: string[]
  readonly taken: string[]
  /** Senders that still hold it although the receiver has accepted it: the answer is on its way. */
  readonly settled: string[]
  readonly inFlight: { from: string; to: string }[]
}

/** All messages of a network by JSON text: those that nodes hold and those in pending requests. */
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

  /** The JSON texts of all messages with at least one copy. */
  texts(): string[] {
    return [...this.#counts.keys()].filter((text) => this.locate(text).copies > 0)
  }

  /** Where the messages with one of these JSON texts are. */
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

  #read(request: PendingRequest, names: ReadonlyMap<string, string>): void {
    const { from, to, phase, status, lost } = request
    if (lost) return
    const way = { from: names.get(from) ?? from, to: names.get(to) ?? to }
    if (phase === 'going') for (const message of messagesIn(request)) this.#of(message).inFlight.push(way)
    else if (status === 200)
      for (const message of acceptedIn(request)) this.#of(message).settled.push(way.from)
  }

  #of(message: unknown): Count {
    const text = countedText(message)
    let count = this.#counts.get(text)
    if (count === undefined) {
      count = { queued: [], taken: [], settled: [], inFlight: [] }
      this.#counts.set(text, count)
    }
    return count
  }
}

/**
 * The text under which a message is counted: its JSON. A number that no double has, such as 1e999,
 * has none once it is parsed.
 */
export function countedText(message: unknown): string {
  return typeof message === 'number' && !Number.isFinite(message)
    ? String(message)
    : stringifyMessage(message)
}

/** The messages that a request carries: none in an announce. */
export function messagesIn({ body, contentType }: Pick<PendingRequest, 'body' | 'contentType'>): unknown[] {
  if (isBatchType(contentType))
    return (decodeBatch(Buffer.from(body), body.length)?.lines ?? []).map((line): unknown => JSON.parse(line))
  const payload: unknown = JSON.parse(body)
  if (typeof payload !== 'object' || payload === null || !('type' in payload) || payload.type !== 'message')
    return []
  return 'message' in payload ? [payload.message] : []
}

/** Those of its messages that an answer with 200 accepts. */
export function acceptedIn(request: Pick<PendingRequest, 'body' | 'contentType' | 'answer'>): unknown[] {
  const messages = messagesIn(request)
  if (!isBatchType(request.contentType)) return messages
  const refused = refusedIn(request.answer, messages.length)
  return messages.filter((_, at) => refused?.has(at) !== true)
}

/** A list without the entries of another, each removed once. */
function without(names: readonly string[], less: readonly string[]): string[] {
  const left = [...names]
  for (const name of less) {
    const place = left.indexOf(name)
    if (place !== -1) left.splice(place, 1)
  }
  return left
}
