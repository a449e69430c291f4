import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { ClacksError } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import { AnswerReader, type ConnectionState, type RequestCallbacks } from './answer-reader.js'
import { CLIENT_KEEP_ALIVE_MS } from './keep-alive.js'
import { plainAddress } from './plain-address.js'
import { type buildConnector, Client } from './undici.js'

/** Options of a connection. */
export interface PeerConnectionOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'requestMs' | 'pipelining'>
  /** Opens the socket. */
  readonly dial: (callback: buildConnector.Callback) => void
  /** The connection was lost or could not be opened: the next request needs another one. */
  readonly ended: (connection: PeerConnection) => void
}

/** Bytes read of an answer; a longer one is a failure. */
const MAX_ANSWER = 65_536

/**
 * The connection to a peer, with many requests in flight. When it is lost, all unanswered requests
 * fail.
 */
export class PeerConnection {
  readonly #address: Address
  readonly #requestMs: number
  readonly #client: Client
  readonly #state: ConnectionState = { remoteAddress: '', sent: 0, settled: 0 }
  #stallCheck: NodeJS.Timeout | undefined

  constructor(address: Address, { limits, dial, ended }: PeerConnectionOptions) {
    this.#address = address
    this.#requestMs = limits.requestMs
    this.#client = new Client(`https://${formatAddress(address)}`, {
      pipelining: limits.pipelining,
      headersTimeout: limits.requestMs,
      bodyTimeout: limits.requestMs,
      connectTimeout: limits.connectMs,
      keepAliveTimeout: CLIENT_KEEP_ALIVE_MS,
      maxResponseSize: MAX_ANSWER,
      connect: (_, callback) =>
        dial((...result) => {
          this.#state.remoteAddress = plainAddress(result[1]?.remoteAddress)
          callback(...result)
        }),
    })
    this.#client.on('connect', () => this.#checkForStalls())
    this.#client.on('disconnect', (_, __, error) => {
      clearInterval(this.#stallCheck)
      ended(this)
      // Unanswered requests may have arrived. undici would repeat them; our queue decides instead.
      void this.destroy(error)
    })
    this.#client.on('connectionError', () => ended(this))
  }

  send(headers: string[], body: string, callbacks: RequestCallbacks): void {
    // `idempotent` without `blocking` lets undici pipeline; the repeats that it implies are
    // prevented above.
    const request = { method: 'POST', path: '/', idempotent: true, blocking: false, headers, body } as const
    this.#client.dispatch(request, new AnswerReader(callbacks, this.#state))
    this.#state.sent++
  }

  /** Accepts no more requests; those in flight still get their answer. */
  async close(): Promise<void> {
    await this.#client.close()
  }

  /** Closes the connection at once: requests in flight fail with `error`. */
  async destroy(error: Error): Promise<void> {
    await this.#client.destroy(error)
  }

  /**
   * undici limits how long a connection is silent; a peer that sends a byte now and then would hold
   * our requests for ever. So in each interval at least one of the requests in flight must end.
   */
  #checkForStalls(): void {
    const state = this.#state
    let { settled } = state
    let waiting = settled < state.sent
    this.#stallCheck = setInterval(() => {
      if (waiting && settled === state.settled) {
        const text = `${formatAddress(this.#address)} has stopped answering.`
        void this.destroy(new ClacksError('ERR_CLACKS_PEER_TIMEOUT', text))
      }
      settled = state.settled
      waiting = settled < state.sent
    }, this.#requestMs)
  }
}
