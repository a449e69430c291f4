import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { isClacksError } from '../errors.js'
import type {
  Answer,
  Destination,
  InboundRequest,
  Reply,
  RequestHandler,
  Transport,
} from '../transport/transport.js'
import { BATCH_TYPE } from '../wire/batch.js'
import { type ContractCheck, failCheck, show } from './contract-check.js'
import { type Runner, registerChecks } from './runner.js'

/** How to create transports that can reach each other. */
export interface TransportUnderTest {
  /**
   * Creates a transport that does not listen yet and shows the capabilities `'1'`. Each call gets a
   * different name, for transports that need one.
   */
  readonly make: (name: string) => Transport
  /** Where the transport of this name listens, and the host name under which others reach it. */
  readonly at: (name: string) => { readonly host: string; readonly hostname: string }
  /**
   * Awaits a promise on a clock that has to be advanced, e.g. `VirtualClock.complete`. Default:
   * `await`.
   */
  readonly complete?: <T>(promise: Promise<T>) => Promise<T>
}

/** Number of concurrent requests, each with its own answer. */
const MANY = 100
const TEXT = '{"message":"é \\u2028 🗼"}'
const ACCEPTED: Reply = { status: 200 }

/**
 * The contract that every transport should fulfil, as a list of checks: for tools without a test
 * runner.
 */
export function transportChecks(tested: TransportUnderTest): readonly ContractCheck[] {
  const check = (name: string, run: (transports: TestTransports) => Promise<void>): ContractCheck => ({
    name,
    run: async () => {
      const transports = new TestTransports(tested)
      try {
        await run(transports)
      } finally {
        await transports.close()
      }
    },
  })
  return [
    check('delivers a request as it was sent', deliversRequests),
    check('returns each answer as it was given', returnsAnswers),
    check('matches each of many concurrent requests with its own answer', matchesAnswers),
    check('rejects a request if nobody listens', rejectsWithoutListener),
    check('refuses a port that is in use', refusesPortInUse),
    check('answers 500 for a handler that fails', survivesFailingHandlers),
    check('rejects pending requests when it is closed', rejectsPending),
    check('stays closed, and can be closed twice', staysClosed),
  ]
}

/**
 * Registers the contract that every transport should fulfil as tests, for vitest, jest, mocha and
 * node:test.
 *
 * @example
 * testTransport('my transport', {
 *   make: (name) => broker.transport(name),
 *   at: (name) => ({ host: name, hostname: name }),
 * })
 * @throws ClacksError ERR_CLACKS_OPTION if `describe` and `it` are neither passed nor global
 */
export function testTransport(title: string, tested: TransportUnderTest, runner: Runner = {}): void {
  registerChecks(title, transportChecks(tested), runner)
}

/** The transports of one check. */
class TestTransports {
  readonly #tested: TransportUnderTest
  readonly #open: Transport[] = []

  constructor(tested: TransportUnderTest) {
    this.#tested = tested
  }

  make(name: string): Transport {
    const transport = this.#tested.make(name)
    this.#open.push(transport)
    return transport
  }

  hostOf(name: string): string {
    return this.#tested.at(name).host
  }

  async listen(
    name: string,
    handler: RequestHandler,
  ): Promise<{ transport: Transport; address: Destination }> {
    const transport = this.make(name)
    const bound = await this.complete(transport.listen({ host: this.hostOf(name), port: 0 }, handler))
    const { hostname } = this.#tested.at(name)
    return { transport, address: { hostname, port: bound.port, secondHand: false } }
  }

  complete<T>(promise: Promise<T>): Promise<T> {
    const { complete } = this.#tested
    return complete === undefined ? promise : complete(promise)
  }

  /** The error code of a rejected promise; undefined if it is fulfilled. */
  async codeOf(promise: Promise<unknown>): Promise<string | undefined> {
    try {
      await this.complete(promise)
      return undefined
    } catch (thrown) {
      return isClacksError(thrown) ? thrown.code : `no ClacksError: ${thrown}`
    }
  }

  async close(): Promise<void> {
    await this.complete(Promise.all(this.#open.map((transport) => transport.close())))
  }
}

async function deliversRequests(transports: TestTransports): Promise<void> {
  const arrivals: InboundRequest[] = []
  const { address } = await transports.listen('b', (request) => {
    arrivals.push(request)
    return ACCEPTED
  })
  const { transport } = await transports.listen('a', () => ACCEPTED)
  await transports.complete(transport.send(address, { body: TEXT, transfer: 'transfer.1' }))
  await transports.complete(transport.send(address, { body: '' }))
  await transports.complete(transport.send(address, { body: TEXT, contentType: BATCH_TYPE }))
  const seen = arrivals.map(({ body, caps, transfer, contentType = 'application/json' }) => ({
    body: body.toString(),
    caps,
    transfer,
    contentType,
  }))
  const contentType = 'application/json'
  expectSame(seen, [
    { body: TEXT, caps: '1', transfer: 'transfer.1', contentType },
    { body: '', caps: '1', transfer: undefined, contentType },
    { body: TEXT, caps: '1', transfer: undefined, contentType: BATCH_TYPE },
  ])
  if (arrivals.some(({ key }) => key !== transport.fingerprint))
    failCheck(
      `The key of inbound requests is not the fingerprint of their sender, ${show(transport.fingerprint)}.`,
      'A node verifies the identity of a sender with it.',
      'Show a key to both sides, or to none: then `fingerprint` and `InboundRequest.key` are undefined.',
    )
}

async function returnsAnswers(transports: TestTransports): Promise<void> {
  const replies: Reply[] = [
    { status: 200, body: TEXT },
    { status: 503, retryAfter: 7 },
    { status: 422, body: '{}' },
    { status: 308 },
  ]
  const waiting = [...replies]
  const { address } = await transports.listen('b', async () => waiting.shift() ?? ACCEPTED)
  const transport = transports.make('a')
  for (const { status, retryAfter, body = '' } of replies) {
    const answer = await transports.complete(transport.send(address, { body: '{}' }))
    const { remoteAddress, ...carried } = answer
    expectSame(carried, { status, caps: '1', retryAfter, body } satisfies Answer)
    expectAddress(remoteAddress)
  }
}

async function matchesAnswers(transports: TestTransports): Promise<void> {
  const { address } = await transports.listen('b', ({ body }) => ({ status: 200, body: body.toString() }))
  const transport = transports.make('a')
  const bodies = Array.from({ length: MANY }, (_, index) => `[${index}]`)
  const answers = await transports.complete(
    Promise.all(bodies.map((body) => transport.send(address, { body }))),
  )
  expectSame(
    answers.map(({ body }) => body),
    bodies,
  )
}

async function rejectsWithoutListener(transports: TestTransports): Promise<void> {
  const { transport: gone, address } = await transports.listen('b', () => ACCEPTED)
  await transports.complete(gone.close())
  const code = await transports.codeOf(transports.make('a').send(address, { body: '{}' }))
  expectCode(code, 'ERR_CLACKS_PEER_UNREACHABLE', 'A node that believes a message has arrived deletes it.')
}

async function refusesPortInUse(transports: TestTransports): Promise<void> {
  const { address } = await transports.listen('b', () => ACCEPTED)
  const at = { host: transports.hostOf('b'), port: address.port }
  const code = await transports.codeOf(transports.make('b').listen(at, () => ACCEPTED))
  expectCode(code, 'ERR_CLACKS_PORT_IN_USE', 'Two nodes on one address would each get half of its messages.')
}

async function survivesFailingHandlers(transports: TestTransports): Promise<void> {
  const failures: RequestHandler[] = [
    () => {
      throw new Error('on purpose')
    },
    () => Promise.reject(new Error('on purpose')),
  ]
  const { address } = await transports.listen('b', (request) => failures.shift()?.(request) ?? ACCEPTED)
  const transport = transports.make('a')
  const statuses: number[] = []
  for (let request = 0; request < 3; request++)
    statuses.push((await transports.complete(transport.send(address, { body: '{}' }))).status)
  expectSame(statuses, [500, 500, 200])
}

async function rejectsPending(transports: TestTransports): Promise<void> {
  let arrived = (): void => {}
  const request = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const { address } = await transports.listen('b', () => {
    arrived()
    return new Promise<Reply>(() => {})
  })
  const transport = transports.make('a')
  const sending = transport.send(address, { body: '{}' })
  // It rejects while the transport closes, before the await below.
  sending.catch(() => {})
  await transports.complete(request)
  await transports.complete(transport.close())
  expectCode(
    await transports.codeOf(sending),
    'ERR_CLACKS_PEER_UNREACHABLE',
    'A stopping node would wait forever.',
  )
}

async function staysClosed(transports: TestTransports): Promise<void> {
  const { address } = await transports.listen('b', () => ACCEPTED)
  const transport = transports.make('a')
  await transports.complete(Promise.all([transport.close(), transport.close()]))
  await transports.complete(transport.close())
  const code = await transports.codeOf(transport.send(address, { body: '{}' }))
  expectCode(code, 'ERR_CLACKS_PEER_UNREACHABLE', 'A stopped node sends nothing.')
}

function expectCode(found: string | undefined, expected: string, why: string): void {
  if (found === expected) return
  failCheck(
    `The promise was ${found === undefined ? 'not rejected' : `rejected with ${found}`}.`,
    why,
    `Reject it with a ClacksError of the code ${expected}.`,
  )
}

function expectAddress(found: string | undefined): void {
  if (found === undefined || isIP(found) !== 0) return
  failCheck(
    `The \`remoteAddress\` of an answer is ${show(found)}.`,
    'A node counts the peers of one network range together.',
    'Say the IP address that was dialled, or leave it out.',
  )
}

function expectSame(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return
  failCheck(
    `${show(found)} arrived; ${show(expected)} was sent.`,
    'It determines what a node does with a message.',
    'Carry everything unchanged; what was not given is undefined.',
  )
}
