import type { IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Clacks } from '../../src/index.js'

/** A complete answer. */
export interface Received {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How a request differs from one of a clacks node. */
export interface Unusual {
  readonly method?: string
  readonly path?: string
  /** In addition to the usual ones; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Like a clacks-p2p node: no capabilities. */
  readonly legacy?: boolean
}

/**
 * Sends one request to a node, on a new connection. Rejects if the connection ends without
 * an answer.
 */
export function post(node: Clacks, body: string | Buffer, unusual: Unusual = {}): Promise<Received> {
  const { method = 'POST', path = '/', legacy = false } = unusual
  const usual: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'clacks-caps': legacy ? undefined : '1',
    ...unusual.headers,
  }
  const headers = Object.fromEntries(Object.entries(usual).filter(([, value]) => value !== undefined))
  const { port } = node.address
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      { host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false, agent: false },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
