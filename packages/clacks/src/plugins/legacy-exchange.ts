import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** Maximum length of the reason of a refusal, in characters. */
const MAX_REASON = 500

/**
 * A substitute for the request that carried a payload. The body of the real one has been read, and
 * it may have carried many payloads.
 */
export function legacyRequest(remoteAddress: string | undefined): IncomingMessage {
  // Never connected, so the address has to be defined.
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  request.method = 'POST'
  request.url = '/'
  request.headers = { 'content-type': 'application/json' }
  return request
}

/**
 * A substitute for the response. It records what a clacks-p2p callback writes and sends nothing.
 */
export class LegacyResponse extends ServerResponse {
  /** The written text: the reason of a refusal. */
  text = ''

  /** Ignores a second call, where node:http would throw and end the process. */
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
