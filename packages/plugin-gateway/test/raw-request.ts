import { once } from 'node:events'
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** An answer, read to its end. */
export interface RawAnswer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A request whose `Host`, `Origin` and path are sent as they are given: `fetch` forbids that. */
export async function rawRequest(
  origin: string,
  path: string,
  { body, ...options }: RequestOptions & { readonly body?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin)
  const sent = request({ hostname, port, path, agent: false, ...options })
  sent.end(body)
  const [answer]: IncomingMessage[] = await once(sent, 'response')
  if (answer === undefined) throw new Error('no answer')
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}
