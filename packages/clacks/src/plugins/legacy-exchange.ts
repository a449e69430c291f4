import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** Text of a refusal, in characters: more of it helps nobody. */
const MAX_REASON = 500

/**
 * Stands for the request that brought a payload: its body has been read, and many payloads may have
 * come with one.
 */
export function legacyRequest(remoteAddress: string | undefined): IncomingMessage {
  // Never connected, and yet it knows an address.
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  request.method = 'POST'
  request.url = '/'
  request.headers = { 'content-type': 'application/json' }
  return request
}

/**
 * Stands for the response, and keeps what a clacks-p2p callback writes. Nothing goes out through
 * it.
 */
export class LegacyResponse extends ServerResponse {
  /** What was written, as the reason of a refusal. */
  text = ''

  /** The first call counts: at a second one node:http throws, and a clacks-p2p node ends. */
  override writeHead(status: number, ...rest: unknown[]): this {
    if (this.headersSent) return this
    const headers = rest.find((value) => typeof value === 'object' && value !== null)
    return super.writeHead(status, { ...headers })
  }

  override setHeader(name: string, value: number | string | readonly string[]): this {
    return this.headersSent ? this : super.setHeader(name, value)
  }

  override write(chunk: unknown): boolean {
    if (!this.headersSent) super.writeHead(this.statusCode)
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
      this.text = (this.text + Buffer.from(chunk).toString()).slice(0, MAX_REASON)
    }
    return true
  }

  override end(chunk?: unknown): this {
    this.write(chunk)
    return this
  }
}
