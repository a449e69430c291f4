import type { Address, Answer, InboundRequest, Reply, Transport } from 'clacks'

type RequestHandler = Parameters<Transport['listen']>[1]

/** Carries requests without any network: what is sent arrives here, in full. */
export class DirectTransport implements Transport {
  readonly fingerprint = undefined
  /** The bodies that the node sent, oldest first. */
  readonly sent: string[] = []
  /** What peers answer. */
  answer: (to: Address, body: string) => Answer = () => ({
    status: 200,
    caps: '1',
    retryAfter: undefined,
    body: '',
  })
  #handler: RequestHandler | undefined

  async listen({ host, port }: { host: string; port: number }, handler: RequestHandler) {
    this.#handler = handler
    return { host, port: port === 0 ? 1 : port }
  }

  async send(to: Address, { body }: { readonly body: string }): Promise<Answer> {
    this.sent.push(body)
    return this.answer(to, body)
  }

  /** Passes a request to the node. */
  async request(request: InboundRequest): Promise<Reply> {
    if (this.#handler === undefined) throw new Error('Nobody listens.')
    return this.#handler(request)
  }

  pinnedKey(): undefined {
    return undefined
  }

  async close(): Promise<void> {}
}
