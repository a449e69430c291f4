import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import { ClacksError, reasonOf } from '../errors.js'
import type { Random } from '../random.js'
import { type Latency, type Loss, MemoryConditions } from './memory-conditions.js'
import { Deadlines } from './memory-deadlines.js'
import { ShownKeys } from './memory-pins.js'
import { MemoryRequest, type PendingRequest } from './memory-request.js'
import {
  keyOf,
  type MemoryNetworkPorts,
  MemoryTransport,
  type MemoryTransportOptions,
  type Settlers,
} from './memory-transport.js'
import type { Answer, InboundRequest, OutboundRequest, Reply, RequestHandler } from './transport.js'

export type { Hop, Latency, Loss, MemoryConditions } from './memory-conditions.js'
export type { PendingRequest } from './memory-request.js'
export type { MemoryTransport, MemoryTransportOptions } from './memory-transport.js'

/** Options of a memory network. */
export interface MemoryNetworkOptions {
  readonly clock: Clock
  readonly random: Random
  /** Default 10 ms each way. */
  readonly latency?: Latency
  /** Default 0. */
  readonly loss?: Loss
  /** Called for each acceptance that is lost. */
  readonly acceptanceLost?: (acceptance: LostAcceptance) => void
}

/** An acceptance that was lost: the sender keeps messages that the receiver has accepted. */
export type LostAcceptance = Pick<PendingRequest, 'from' | 'to' | 'body' | 'contentType' | 'answer'>

/** The range of ports for transports that listen on port 0 (RFC 6335, "dynamic ports"). */
const FIRST_FREE_PORT = 49_152
const LAST_PORT = 65_535
/** Bytes read of an answer, as over HTTPS. */
const MAX_ANSWER = 65_536
/** Acceptances that are kept. */
const MAX_LOST_ACCEPTANCES = 1_000

/**
 * A network within one process, without sockets and real time. Requests and answers are encoded to
 * bytes and decoded again, take `latency` on the given clock, and are lost with probability `loss`.
 *
 * The sender of a lost request runs into its time limit; a request to an address where nobody
 * listens fails.
 *
 * @example
 * const network = new MemoryNetwork({ clock, random, latency: [5, 50], loss: 0.01 })
 * const transport = network.transport({ hostname: 'a' })
 * const node = new Clacks({ hostname: 'a', transport, clock, random })
 */
export class MemoryNetwork {
  /** Latency, loss and partitions. They can be changed at any time. */
  readonly conditions: MemoryConditions
  readonly #clock: Clock
  readonly #acceptanceLost: MemoryNetworkOptions['acceptanceLost']
  readonly #listening = new Map<string, MemoryTransport>()
  readonly #requests = new Set<MemoryRequest>()
  readonly #deadlines: Deadlines
  /** What all transports need of it. */
  readonly #ports: MemoryNetworkPorts = {
    shownKeys: new ShownKeys(),
    listen: (address, transport) => this.#listen(address, transport),
    send: (from, to, request, settlers) => this.#send(from, to, request, settlers),
    leave: (transport, silently) => this.#leave(transport, silently),
  }
  readonly #lostAcceptances: LostAcceptance[] = []
  #transports = 0
  #nextPort = FIRST_FREE_PORT

  /** @throws OptionsError if latency or loss are not valid */
  constructor({ clock, random, latency = 10, loss = 0, acceptanceLost }: MemoryNetworkOptions) {
    this.#clock = clock
    this.#acceptanceLost = acceptanceLost
    this.#deadlines = new Deadlines(clock, (request) => this.#expire(request))
    this.conditions = new MemoryConditions(latency, loss, random)
  }

  /** The requests in flight, oldest first: the messages between nodes. */
  get requests(): Iterable<PendingRequest> & { readonly size: number } {
    return this.#requests
  }

  /** The last 1,000 acceptances that were lost, oldest first. */
  get lostAcceptances(): readonly LostAcceptance[] {
    return this.#lostAcceptances
  }

  /** A transport for one node. */
  transport(options: MemoryTransportOptions = {}): MemoryTransport {
    return new MemoryTransport(options, this.#transports++, this.#ports)
  }

  #listen({ hostname, port }: Address, transport: MemoryTransport): number {
    const bound = port === 0 ? this.#freePort(hostname) : port
    const key = keyOf({ hostname, port: bound })
    if (this.#listening.has(key))
      throw new ClacksError('ERR_CLACKS_PORT_IN_USE', `Another node listens on ${key}.`)
    this.#listening.set(key, transport)
    return bound
  }

  #freePort(hostname: string): number {
    for (let tried = FIRST_FREE_PORT; tried <= LAST_PORT; tried++) {
      const port = this.#nextPort
      this.#nextPort = port === LAST_PORT ? FIRST_FREE_PORT : port + 1
      if (!this.#listening.has(keyOf({ hostname, port }))) return port
    }
    throw new ClacksError('ERR_CLACKS_LISTEN', `${hostname} has no free port.`)
  }

  #leave(transport: MemoryTransport, silently: boolean): void {
    const isListening = this.#listening.get(transport.key) === transport
    if (isListening) this.#listening.delete(transport.key)
    for (const request of this.#requests) {
      if (isListening && request.handledBy === transport && request.phase === 'going')
        this.#abandon(request, unreachable(request, 'the connection was lost'))
      else if (request.sender === transport)
        this.#abandon(request, silently ? undefined : unreachable(request, 'the transport was closed'))
    }
  }

  #send(from: MemoryTransport, to: string, outbound: OutboundRequest, settlers: Settlers): void {
    const due = this.#clock.monotonic() + from.requestMs
    const request = new MemoryRequest(from, to, outbound, due, settlers)
    this.#deadlines.add(request)
    this.#requests.add(request)
    this.#travel(request)
  }

  /** Delivers a request or its answer after its latency, unless it is lost. */
  #travel(request: MemoryRequest): void {
    let delay: number
    try {
      delay = this.conditions.delay(request)
    } catch (thrown) {
      // A node would take it for a failure of the network: it belongs to the run of the clock.
      this.#clock.after(0, () => {
        throw thrown
      })
      return
    }
    this.#clock.after(delay, () => this.#delivered(request))
  }

  #delivered(request: MemoryRequest): void {
    if (!request.waiting) return
    if (this.conditions.loses(request)) {
      if (request.isAcceptancePending) this.#loseAcceptance(request)
      request.lost = true
    } else if (request.phase === 'going') this.#arrive(request)
    else this.#end(request, request.outcome)
  }

  #loseAcceptance({ from, to, body, contentType, answer }: PendingRequest): void {
    const acceptance = { from, to, body, contentType, answer }
    this.#lostAcceptances.push(acceptance)
    if (this.#lostAcceptances.length > MAX_LOST_ACCEPTANCES) this.#lostAcceptances.shift()
    this.#acceptanceLost?.(acceptance)
  }

  #arrive(request: MemoryRequest): void {
    const { sender } = request
    const to = this.#listening.get(request.to)
    const handler = to?.handler
    const body = Buffer.from(request.body)
    if (to === undefined || handler === undefined) {
      this.#fail(request, unreachable(request, 'nobody listens there'))
    } else if (to === sender) {
      this.#fail(request, new ClacksError('ERR_CLACKS_PEER_IS_SELF', `${request.to} is this node.`))
    } else if (!sender.trusts(to.key, to.fingerprint)) {
      const text = `${request.to} shows the key ${to.fingerprint ?? '(none)'}, which is not the pinned key.`
      this.#fail(request, new ClacksError('ERR_CLACKS_PEER_KEY_CHANGED', text))
    } else if (body.length > to.bodyBytes) {
      this.#reply(request, to, { status: 413 })
    } else {
      request.handledBy = to
      const reply = handled(handler, {
        body,
        contentType: request.contentType,
        caps: sender.capabilities,
        transfer: request.transfer,
        remoteAddress: sender.remoteAddress,
        key: sender.clientKey,
      })
      if (reply instanceof Promise) void reply.then((settled) => this.#reply(request, to, settled))
      else this.#reply(request, to, reply)
    }
  }

  #reply(request: MemoryRequest, to: MemoryTransport, { status, retryAfter, body = '' }: Reply): void {
    request.phase = 'answering'
    request.status = status
    request.answer = body
    if (!request.waiting) {
      if (request.isAcceptancePending) this.#loseAcceptance(request)
      return
    }
    const { capabilities: caps, remoteAddress } = to
    request.outcome = {
      status,
      caps,
      retryAfter,
      body: caps === undefined ? '' : readable(body),
      remoteAddress,
    }
    this.#travel(request)
  }

  /** A failure takes as long to reach the sender as an answer. */
  #fail(request: MemoryRequest, error: ClacksError): void {
    request.phase = 'answering'
    request.outcome = error
    this.#travel(request)
  }

  #expire(request: MemoryRequest): void {
    const text = `${request.to} did not answer within ${request.sender.requestMs} ms.`
    this.#abandon(request, new ClacksError('ERR_CLACKS_PEER_TIMEOUT', text))
  }

  /** The sender stops waiting. */
  #abandon(request: MemoryRequest, error: ClacksError | undefined): void {
    if (!request.waiting) return
    if (request.isAcceptancePending) this.#loseAcceptance(request)
    this.#end(request, error)
  }

  #end(request: MemoryRequest, outcome: Answer | ClacksError | undefined): void {
    this.#requests.delete(request)
    this.#deadlines.remove(request)
    request.end(outcome)
  }
}

function unreachable({ to }: PendingRequest, why: string): ClacksError {
  return new ClacksError('ERR_CLACKS_PEER_UNREACHABLE', `${to}: ${why}.`)
}

/** What is read of the body of an answer. */
function readable(body: string): string {
  // A character takes at most three bytes.
  if (body.length * 3 <= MAX_ANSWER) return body
  return Buffer.from(body).subarray(0, MAX_ANSWER).toString()
}

/** Handlers do not throw; if one does, the answer is 500. */
function handled(handler: RequestHandler, request: InboundRequest): Reply | Promise<Reply> {
  try {
    const reply = handler(request)
    return reply instanceof Promise ? reply.catch(failed) : reply
  } catch (thrown) {
    return failed(thrown)
  }
}

function failed(thrown: unknown): Reply {
  return { status: 500, body: JSON.stringify({ error: reasonOf(thrown) }) }
}
