import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
} from 'node:tls'
import { LRUCache } from 'lru-cache'
import { type buildConnector, Client, type Dispatcher, errors } from 'undici'
import { ClacksError, reasonOf } from '../errors.js'
import type { Limits } from '../settings.js'
import type { KeyPair } from './key-pair.js'
import type { TlsIdentity } from './tls-identity.js'
import type { Answer, Destination, Parcel } from './transport.js'
import type { TrustPolicy } from './trust.js'

/** What the client is made of. */
export interface HttpsClientOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'requestMs' | 'outboundConnections' | 'pipelining'>
  /** The value of the `Clacks-Caps` header. */
  readonly capabilities: string
  readonly trust: TrustPolicy
  /** Authorities, for a trust that asks them; left out: those of Node. */
  readonly ca: string | readonly string[] | undefined
  /** Whether an IP address that others have named may be dialled. */
  readonly allow: (ip: string) => boolean
}

/** Read of an answer; what goes on beyond is not waited for. */
const LONGEST_ANSWER = 65_536

/** Bytes out: one connection a peer, many requests under way on it. */
export class HttpsClient {
  readonly #options: HttpsClientOptions
  /** Made with the first request: most of what it holds is set aside at once. */
  #connections: LRUCache<string, Client> | undefined
  #pair: KeyPair | undefined
  #context: SecureContext | undefined
  #closed = false

  constructor(options: HttpsClientOptions) {
    this.#options = options
  }

  /** What is shown to peers that ask who we are. */
  show(pair: KeyPair, { context }: TlsIdentity): void {
    this.#pair = pair
    if (this.#options.ca === undefined) this.#context = context
  }

  send(destination: Destination, parcel: Parcel): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const fail = (thrown: unknown): void => reject(asClacksError(destination, thrown))
      if (this.#closed) return fail(new Error('this node has stopped'))
      try {
        const headers = ['content-type', 'application/json', 'clacks-caps', this.#options.capabilities]
        if (parcel.transfer !== undefined) headers.push('clacks-transfer', parcel.transfer)
        // `idempotent`, and not `blocking`, let undici pipeline; that it also sends again what broke off is prevented below.
        const request = {
          method: 'POST',
          path: '/',
          idempotent: true,
          blocking: false,
          headers,
          body: parcel.body,
        } as const
        this.#connection(destination).dispatch(request, new AnswerReader(resolve, fail))
      } catch (thrown) {
        fail(thrown)
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const open = [...(this.#connections?.values() ?? [])]
    await Promise.all(open.map((client) => client.destroy(new Error('this node has stopped'))))
    this.#connections?.clear()
  }

  #open(): LRUCache<string, Client> {
    this.#connections ??= new LRUCache({
      max: this.#options.limits.outboundConnections,
      // What is under way on the connection that makes room for another still gets its answer.
      dispose: (client, _, reason) => {
        if (reason === 'evict') void client.close()
      },
    })
    return this.#connections
  }

  #connection(destination: Destination): Client {
    const connections = this.#open()
    const { hostname, port, handedOver } = destination
    const id = `${handedOver ? 'named' : 'known'} ${hostname} ${port}`
    const open = connections.get(id)
    if (open !== undefined) return open
    const { connectMs, requestMs, pipelining } = this.#options.limits
    const client = new Client(`https://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`, {
      pipelining,
      headersTimeout: requestMs,
      bodyTimeout: requestMs,
      connectTimeout: connectMs,
      maxResponseSize: LONGEST_ANSWER,
      connect: (_, callback) => this.#connect(destination, callback),
    })
    client.on('disconnect', () => {
      // Requests that were unanswered may have arrived: undici would send them again, our queue decides instead.
      if (connections.peek(id) === client) connections.delete(id)
      void client.destroy()
    })
    client.on('connectionError', () => {
      if (connections.peek(id) === client) connections.delete(id)
    })
    connections.set(id, client)
    return client
  }

  #connect(destination: Destination, callback: buildConnector.Callback): void {
    const { limits, trust } = this.#options
    let socket: ReturnType<typeof connectTls>
    try {
      socket = connectTls(this.#connectionOptions(destination))
    } catch (thrown) {
      callback(asClacksError(destination, thrown), null)
      return
    }
    let settled = false
    const settle = (error: ClacksError | undefined): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      if (error !== undefined) socket.destroy()
      if (error === undefined) callback(null, socket)
      else callback(error, null)
    }
    const late = `${destination.hostname}:${destination.port} did not connect within ${limits.connectMs} ms.`
    const timer = setTimeout(() => settle(new ClacksError('ERR_CLACKS_PEER_TIMEOUT', late)), limits.connectMs)
    socket.on('error', (error) => settle(asClacksError(destination, error)))
    socket.once('close', () => settle(asClacksError(destination, new Error('the connection was closed'))))
    socket.once('secureConnect', () => {
      try {
        trust.check(destination, socket)
        settle(undefined)
      } catch (thrown) {
        settle(asClacksError(destination, thrown))
      }
    })
  }

  #connectionOptions({ hostname, port, handedOver }: Destination): ConnectionOptions {
    const { trust, allow, ca } = this.#options
    if (handedOver && isIP(hostname) !== 0 && !allow(hostname)) throw blocked(hostname)
    this.#context ??= createSecureContext({ ...this.#pair, ...(ca !== undefined && { ca: [ca].flat() }) })
    return {
      host: hostname,
      port,
      secureContext: this.#context,
      rejectUnauthorized: trust.byAuthorities,
      ...(isIP(hostname) === 0 && { servername: hostname }),
      ...(handedOver && { lookup: guarded(allow) }),
    }
  }
}

/** Resolves names to such addresses only as may be dialled: what a name stands for may change at any moment. */
function guarded(allow: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      const allowed = addresses.filter(({ address }) => allow(address))
      const [first] = allowed
      if (first === undefined) return callback(blocked(`${hostname} (${addresses[0]?.address})`), '', 0)
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

function blocked(what: string): ClacksError {
  return new ClacksError('ERR_CLACKS_ADDRESS_BLOCKED', `Another node named ${what}, which is not dialled.`)
}

/** Puts one answer together. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (thrown: unknown) => void
  #status = 0
  #caps: string | undefined
  #retryAfter: number | undefined
  #body = ''

  constructor(resolve: (answer: Answer) => void, reject: (thrown: unknown) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  onRequestStart(): void {}

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const caps = headers['clacks-caps']
    const retryAfter = headers['retry-after']
    this.#status = status
    if (typeof caps === 'string') this.#caps = caps
    if (typeof retryAfter === 'string') this.#retryAfter = Number.parseInt(retryAfter, 10)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#caps !== undefined) this.#body += chunk.toString()
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, caps: this.#caps, retryAfter: this.#retryAfter, body: this.#body })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }
}

function asClacksError({ hostname, port }: Destination, thrown: unknown): ClacksError {
  if (thrown instanceof ClacksError) return thrown
  const timedOut =
    thrown instanceof errors.HeadersTimeoutError ||
    thrown instanceof errors.BodyTimeoutError ||
    thrown instanceof errors.ConnectTimeoutError
  const code = timedOut
    ? 'ERR_CLACKS_PEER_TIMEOUT'
    : isCertificateError(thrown)
      ? 'ERR_CLACKS_PEER_UNTRUSTED'
      : 'ERR_CLACKS_PEER_UNREACHABLE'
  return new ClacksError(code, `${hostname}:${port}: ${reasonOf(thrown)}.`, { cause: thrown })
}

/** OpenSSL names what it finds wrong with a certificate in capitals; a connection that fails is named E… (errno). */
function isCertificateError(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown)) return false
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_/.test(String(thrown.code))
}
