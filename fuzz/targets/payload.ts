import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { messageFormatter } from '@clacks/plugin-message-formatter'
import { signer } from '@clacks/plugin-signer'
import { Clacks, type ClacksOptions, createLog } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { address, decoded, encoded, json, message, mutated, oneLine, same, text } from '../inputs.ts'
import { defineTarget, type Subject, violated, within } from '../target.ts'

/** A request with any body. */
interface PayloadInput {
  /** The bytes of the body, in Latin-1. */
  readonly body: string
  /** The header `Clacks-Caps`; a legacy peer shows none. */
  readonly caps: string | null
  readonly transfer: string | null
}

const TOKENS = [
  '"',
  '{',
  '}',
  ',',
  '\\',
  '"type":"message"',
  ',"type":"',
  '"message":1,',
  '"sender":{}',
  'null',
  '1e999',
  '\u00ef\u00bb\u00bf',
]
const STATUSES = [200, 400, 403, 413, 422, 429, 503]
/** A request that takes longer stalls all others. */
const MAX_MS = 5_000
const IMMEDIATE_TURNS = 50
const MAX_TURNS = 550

const CHAT = {
  type: 'object',
  properties: {
    text: { type: 'string', maxLength: 10, pattern: '^[a-z ]*$' },
    ed25519: { type: 'object' },
  },
} as const

const body: fc.Arbitrary<string> = fc
  .record({
    message,
    type: fc.oneof(
      { weight: 8, arbitrary: fc.constant('"message"') },
      { weight: 2, arbitrary: fc.constant('"announce"') },
      { weight: 1, arbitrary: json },
    ),
    sender: address,
    friend: fc.option(address, { freq: 2 }),
    more: fc.array(
      fc.tuple(fc.oneof(text(), fc.constantFrom('message', 'type', 'sender', 'friends', 'waiting')), json),
      { maxLength: 1 },
    ),
    truncated: fc.integer({ min: 0, max: 9 }).map((number) => number === 9),
    order: fc.option(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 3 }), { freq: 5 }),
  })
  .map(({ message: said, type, sender, friend, more, order, truncated }) => {
    const fields = [
      `"message":${said}`,
      `"type":${type}`,
      `"sender":${sender}`,
      ...(friend === null ? [] : [`"friend":${friend}`]),
    ]
    fields.push(...more.map(([name, value]) => `${JSON.stringify(name)}:${value}`))
    const chosen = order === null ? fields : order.flatMap((at) => fields[at] ?? [])
    const whole = `{${chosen.join(',')}}`
    // As a clacks-p2p node truncates it: to as many bytes as the text has characters.
    return truncated ? encoded(whole).slice(0, whole.length) : encoded(whole)
  })

/** Payloads, handled by a node without plugins and by one with plugins that decide. */
export const payload = defineTarget<PayloadInput>({
  inputs: fc.record({
    body: mutated(body, TOKENS),
    caps: fc.oneof(
      { weight: 4, arbitrary: fc.constant('1') },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: text() },
    ),
    transfer: fc.option(
      fc.oneof(fc.stringMatching(/^[a-z]{1,3}\.[0-9]$/), text(), fc.constant('t'.repeat(65))),
      { freq: 3 },
    ),
  }),
  async open() {
    const plain = await PayloadSubject.open({})
    const plugged = await PayloadSubject.open({
      plugins: [
        signer({ invalid: 'drop' }),
        messageFormatter({ schemas: { chat: CHAT }, otherClasses: 'pass' }),
      ],
    })
    return {
      async check(input) {
        await plain.check(input)
        await plugged.check(input)
      },
      async close() {
        await plain.close()
        await plugged.close()
      },
    }
  },
})

/** A node whose peers accept everything, so that all that enters its queue leaves it at once. */
class PayloadSubject implements Subject<PayloadInput> {
  readonly #node: Clacks
  readonly #transport = new DirectTransport()
  readonly #plain: boolean
  readonly #queued: string[] = []
  readonly #failures: string[] = []
  #requests = 0

  private constructor(options: ClacksOptions) {
    this.#plain = options.plugins === undefined
    const log = createLog('silent')
    const node = new Clacks({
      hostname: 'self.example',
      port: 1,
      sendrate: Number.POSITIVE_INFINITY,
      idleAnnounce: 0,
      log,
      transport: this.#transport,
      ...options,
    })
    node.hooks.queued.tap('fuzz', (_, __, ___, said) => {
      this.#queued.push(said)
    })
    node.hooks.pluginFailed.tap('fuzz', ({ message: said }) => {
      this.#failures.push(said)
    })
    this.#node = node
  }

  static async open(options: ClacksOptions): Promise<PayloadSubject> {
    const subject = new PayloadSubject(options)
    await subject.#node.start()
    await subject.#node.announce('sink.example', 1)
    return subject
  }

  async check({ body: said, caps, transfer }: PayloadInput): Promise<void> {
    this.#queued.length = 0
    this.#failures.length = 0
    this.#transport.sent.length = 0
    const bytes = decoded(said)
    const { status } = await within(
      MAX_MS,
      'The answer',
      this.#transport.request({
        body: bytes,
        caps: caps ?? undefined,
        // A name that came before would be recognised, and its message left out.
        transfer: transfer === null ? undefined : `${this.#requests}${transfer}`,
        remoteAddress: this.#nextAddress(),
        key: undefined,
      }),
    )
    if (!STATUSES.includes(status)) violated(`The answer is ${status}.`)
    if (this.#failures.length > 0) violated(`A plugin failed: ${this.#failures[0]}`)
    if (status !== 200 && this.#queued.length > 0)
      violated(`A message was queued, but the answer is ${status}.`)
    if (this.#plain) this.#compare(bytes.toString(), status, caps === null)
    await this.#leaves()
  }

  async close(): Promise<void> {
    await this.#node.stop()
  }

  /** Compares what was queued with what arrived, by a parser of its own. */
  #compare(arrived: string, status: number, legacy: boolean): void {
    if (this.#queued.length > 1) violated('One message was queued twice.')
    const [queued] = this.#queued
    const whole = parsed(arrived)
    // What a legacy peer truncated is completed, or discarded.
    if (whole === undefined && !legacy && status === 200) violated('It is not JSON, but the answer is 200.')
    if (queued !== undefined && !oneLine(arrived).includes(oneLine(queued)))
      violated(`Invented: ${queued.slice(0, 200)}`)
    if (whole === undefined || status !== 200) return
    const { type, message: expected } = whole
    const empty = expected === undefined || expected === null || expected === false || expected === ''
    if (queued !== undefined && (type !== 'message' || empty)) violated('What is not a message was queued.')
    if (queued === undefined && type === 'message' && !empty && !legacy)
      violated('The answer is 200, but the message is lost.')
    if (queued !== undefined && !same(parsed(queued), expected))
      violated(`Changed to ${queued.slice(0, 200)}`)
  }

  /** What was queued is sent, digit by digit. */
  async #leaves(): Promise<void> {
    const held = (): number => this.#node.statistics().queued + this.#node.statistics().inFlight
    for (let turn = 0; held() > 0; turn++) {
      if (turn === MAX_TURNS) violated(`${held()} messages stay in the queue.`)
      // Most leave at once; one that no known peer can carry is tried again later.
      await (turn < IMMEDIATE_TURNS ? nextTurn() : delay(10))
    }
    const sent = this.#transport.sent.filter((each) => each.includes(',"type":"message",'))
    for (const said of this.#queued)
      if (!sent.some((each) => each.includes(said)))
        violated(`Not sent as it was queued: ${said.slice(0, 200)}`)
    if (sent.length > this.#queued.length)
      violated(`${this.#queued.length} messages were queued, ${sent.length} sent.`)
  }

  /** Requests come from many machines: limits for one machine are not what is tested here. */
  #nextAddress(): string {
    const number = this.#requests++
    return `${11 + ((number >> 16) % 100)}.${(number >> 8) & 255}.${number & 255}.1`
  }
}

function parsed(said: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}
