import type { buildConnector } from 'undici'
import Client from 'undici/lib/dispatcher/client.js'
import type { Address } from '../address.js'
import { ClacksError } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import { AnswerReader, type Outcome } from './answer-reader.js'
import { CLIENT_KEEP_ALIVE_MS } from './keep-alive.js'

/** What a connection is made of. */
export interface PeerConnectionOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'requestMs' | 'pipelining'>
  /** Opens the socket. */
  readonly dial: (callback: buildConnector.Callback) => void
  /** It broke, or never came about: the next request needs another one. */
  readonly ended: (connection: PeerConnection) => void
}

/** Read of an answer; what goes on beyond is not waited for. */
const MAX_ANSWER = 65_536

/** The one connection to a peer, with many requests under way on it. When it breaks, all that is unanswered fails. */
export class PeerConnection {
  readonly #address: Address
  readonly #requestMs: number
  readonly #client: Client
  readonly #tally = { sent: 0, settled: 0 }
  #watch: NodeJS.Timeout | undefined

  constructor(address: Address, { limits, dial, ended }: PeerConnectionOptions) {
    const { hostname, port } = address
    this.#address = address
    this.#requestMs = limits.requestMs
    this.#client = new Client(`https://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`, {
      pipelining: limits.pipelining,
      headersTimeout: limits.requestMs,
      bodyTimeout: limits.requestMs,
      connectTimeout: limits.connectMs,
      keepAliveTimeout: CLIENT_KEEP_ALIVE_MS,
      maxResponseSize: MAX_ANSWER,
      connect: (_, callback) => dial(callback),
    })
    this.#client.on('connect', () => this.#watchOver())
    this.#client.on('disconnect', (_, __, error) => {
      clearInterval(this.#watch)
      ended(this)
      // Requests that were unanswered may have arrived: undici would send them again, our queue decides instead.
      void this.destroy(error)
    })
    this.#client.on('connectionError', () => ended(this))
  }

  send(headers: string[], body: string, outcome: Outcome): void {
    // `idempotent`, and not `blocking`, let undici pipeline; that it also sends again what broke off is prevented above.
    const request = { method: 'POST', path: '/', idempotent: true, blocking: false, headers, body } as const
    this.#client.dispatch(request, new AnswerReader(outcome, this.#tally))
    this.#tally.sent++
  }

  /** Takes no more requests; those under way still get their answer. */
  async close(): Promise<void> {
    await this.#client.close()
  }

  /** Breaks the connection: requests under way fail with `error`. */
  async destroy(error: Error): Promise<void> {
    await this.#client.destroy(error)
  }

  /**
   * undici limits how long nothing comes; a peer that sends a byte now and then would hold our requests for ever. From one round
   * of this watch to the next, some request must end where any was under way.
   */
  #watchOver(): void {
    const { hostname, port } = this.#address
    const tally = this.#tally
    let { settled } = tally
    let waiting = settled < tally.sent
    this.#watch = setInterval(() => {
      if (waiting && settled === tally.settled) {
        const text = `${hostname}:${port} does not get on with its answers.`
        void this.destroy(new ClacksError('ERR_CLACKS_PEER_TIMEOUT', text))
      }
      settled = tally.settled
      waiting = settled < tally.sent
    }, this.#requestMs)
  }
}
