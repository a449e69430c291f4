import { Clacks, createLog } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { address, json, mutated, text } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** The answer of a hostile peer, as the transport reads it. */
interface HostileAnswer {
  readonly status: number
  readonly caps: string | null
  readonly retryAfter: number | null
  readonly body: string
}

const MAX_MS = 5_000
/** Peers of the operator, which always enter the table. */
const OWN_PEERS = 50
/** The table holds this many others, whatever they name. */
const MAX_PEERS = 200

const friends = fc.array(address, { maxLength: 12 }).map((list) => `{"friends":[${list.join(',')}]}`)
const refused = fc
  .array(fc.record({ at: json, status: json, reason: json }), { maxLength: 3 })
  .map(
    (list) =>
      `{"refused":[${list.map(({ at, status, reason }) => `{"at":${at},"status":${status},"reason":${reason}}`).join(',')}]}`,
  )

/** What peers answer to announces and messages. */
export const answers = defineTarget<HostileAnswer>({
  inputs: fc.record({
    status: fc.oneof(
      { weight: 3, arbitrary: fc.constant(200) },
      fc.constantFrom(204, 301, 400, 403, 413, 422, 429, 500, 503),
      fc.integer({ min: 100, max: 999 }),
    ),
    caps: fc.oneof({ weight: 3, arbitrary: fc.constant('1') }, fc.constant(null), text()),
    retryAfter: fc.oneof(fc.constant(null), fc.nat(), fc.constant(999_999_999)),
    body: mutated(
      fc.oneof(friends, refused, json, fc.constant(''), fc.constant(`{"friends":${'['.repeat(30_000)}`)),
      ['"friends"', '{', '[', '"waiting":1e999', '\u0000'],
    ),
  }),
  async open() {
    const transport = new DirectTransport()
    const node = new Clacks({
      hostname: 'self.example',
      port: 1,
      sendrate: Number.POSITIVE_INFINITY,
      idleAnnounce: 0,
      log: createLog('silent'),
      limits: { peers: MAX_PEERS, drainMs: 1 },
      transport,
    })
    await node.start()
    let inputs = 0
    return {
      async check({ status, caps, retryAfter, body }) {
        const answer = {
          status,
          caps: caps ?? undefined,
          retryAfter: retryAfter ?? undefined,
          body,
          remoteAddress: '192.0.2.1',
        }
        transport.answer = () => answer
        transport.sent.length = 0
        const announced = await within(
          MAX_MS,
          'The announce',
          node.announce(`peer-${inputs++ % OWN_PEERS}.example`, 1),
        )
        if (announced !== (status === 200)) violated(`announce() resolved with ${announced}.`)
        const before = node.statistics()
        node.enqueue({ number: inputs })
        await new Promise((resolve) => setImmediate(resolve))
        const after = node.statistics()
        const held = after.queued + after.inFlight - before.queued - before.inFlight
        if (held + after.sent - before.sent !== 1) violated('The message was lost or doubled.')
        if (status !== 200 && after.sent > before.sent)
          violated(`It counts as delivered by the answer ${status}.`)
        const { alive, lost, dead, ignored, new: unreached } = node.getPeers()
        const known = [alive, lost, dead, ignored, unreached].reduce(
          (sum, list) => sum + Object.keys(list).length,
          0,
        )
        if (known > MAX_PEERS + OWN_PEERS) violated(`${known} peers are known.`)
      },
      async close() {
        await within(MAX_MS, 'stop()', node.stop())
      },
    }
  },
})
