import { isUtf8 } from 'node:buffer'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Clacks, createLog, type Reply } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { address, decoded, encoded, json, message, mutated, oneLine, text } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** The body of a batch. */
interface BatchInput {
  /** Its bytes, in Latin-1. */
  readonly body: string
}

const TOKENS = [
  '\n',
  '\r',
  '\n\n',
  '"',
  '{',
  ']',
  ',',
  '[',
  '"type":"batch"',
  '"transfer":"a:1,2"',
  'null',
  '\u00ff',
]
const STATUSES = [200, 400, 403, 413, 429, 503]
/** A request that takes longer stalls all others. */
const MAX_MS = 5_000
/** Messages in a batch, at most. */
const MAX_MESSAGES = 8

const line = fc.oneof(
  { weight: 20, arbitrary: message },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '[1', '2]', '"a', '1 2', 'nul') },
)
const transfer = fc.oneof(
  fc.constantFrom('"t"', '"t:1,2,3"', '"t:1,1,1"', '"t:01,2"', '"t:"', '""', '7'),
  fc.nat({ max: 35 ** 4 }).map((number) => `"n:${number.toString(36)},${(number + 1).toString(36)}"`),
  text().map((said) => JSON.stringify(said)),
  json,
)

const body = fc
  .record({
    type: fc.oneof({ weight: 9, arbitrary: fc.constant('"batch"') }, { weight: 1, arbitrary: json }),
    sender: address,
    transfer: fc.option(transfer, { freq: 4 }),
    friends: fc.option(fc.array(address, { maxLength: 9 }), { freq: 3 }),
    lines: fc.array(line, { maxLength: MAX_MESSAGES + 2 }),
    isEnded: fc.boolean(),
  })
  .map(({ type, sender, transfer: name, friends, lines, isEnded }) => {
    const fields = [`"type":${type}`, `"sender":${oneLine(sender)}`]
    if (name !== null) fields.push(`"transfer":${oneLine(name)}`)
    if (friends !== null) fields.push(`"friends":[${friends.map(oneLine).join(',')}]`)
    return encoded([`{${fields.join(',')}}`, ...lines].join('\n') + (isEnded ? '\n' : ''))
  })

/**
 * Batches: each line that is JSON is queued as it is, refused, or empty, and nothing else is
 * queued; the same batch once more adds nothing.
 */
export const batch = defineTarget<BatchInput>({
  inputs: fc.record({ body: mutated(body, TOKENS) }),
  async open() {
    const transport = new DirectTransport()
    const node = new Clacks({
      hostname: 'self.example',
      port: 1,
      sendrate: 0,
      idleAnnounce: 0,
      log: createLog('silent'),
      transport,
      limits: { batchMessages: MAX_MESSAGES, queueMessages: Number.MAX_SAFE_INTEGER, queueBytes: 2 ** 40 },
    })
    const queued: string[] = []
    node.hooks.queued.tap('fuzz', (_, __, ___, said) => {
      queued.push(said)
    })
    await node.start()
    let requests = 0
    return {
      async check({ body: said }) {
        const bytes = decoded(said)
        // Requests come from many machines: limits for one machine are not what is tested here.
        const number = requests++
        const remoteAddress = `${11 + ((number >> 16) % 100)}.${(number >> 8) & 255}.${number & 255}.1`
        const post = (): Promise<Reply> =>
          within(
            MAX_MS,
            'The answer',
            transport.request({
              body: bytes,
              contentType: 'application/x-ndjson',
              caps: '2',
              transfer: undefined,
              remoteAddress,
              key: undefined,
            }),
          )
        queued.length = 0
        const reply = await post()
        compare(bytes, reply, queued)
        const { length } = queued
        if (length > 0 && hasName(bytes)) {
          await post()
          if (queued.length !== length) violated('The same batch was queued again.')
        }
        await nextTurn()
      },
      async close() {
        await node.stop()
      },
    }
  },
})

/** Compares what was queued with the lines, by a parser of its own. */
function compare(bytes: Buffer, { status, body = '{}' }: Reply, queued: readonly string[]): void {
  if (!STATUSES.includes(status)) violated(`The answer is ${status}.`)
  if (status !== 200) {
    if (queued.length > 0) violated(`Messages were queued, but the answer is ${status}.`)
    return
  }
  if (!isUtf8(bytes)) violated('It is not UTF-8, but the answer is 200.')
  const [, ...lines] = bytes.toString().split('\n')
  if (lines.at(-1) === '') lines.pop()
  const answer: { refused?: { at: number; status: number }[] } = JSON.parse(body)
  const refused = new Map(answer.refused?.map(({ at, status: why }) => [at, why]))
  for (const [at, why] of refused)
    if (lines[at] === undefined || !STATUSES.includes(why)) violated(`Refused ${at} with ${why}.`)
  const expected = lines.filter((each, at) => !refused.has(at) && !isEmpty(parsed(each)))
  // Repeated names in one batch are one transfer: then fewer are queued.
  const names = new Set(expected.map(oneLine))
  for (const each of queued)
    if (!names.has(oneLine(each))) violated(`Invented or changed: ${each.slice(0, 200)}`)
  if (queued.length > expected.length) violated('A message was queued twice.')
  if (queued.length < expected.length && !hasName(bytes)) violated('A message is lost.')
  for (const [at, each] of lines.entries())
    if (!refused.has(at) && parsed(each) === undefined)
      violated(`It is not JSON, but accepted: ${each.slice(0, 200)}`)
}

/** Whether its transfers have names, as far as that matters here. */
function hasName(bytes: Buffer): boolean {
  const [first = ''] = bytes.toString().split('\n')
  const envelope = parsed(first)
  const name =
    typeof envelope === 'object' && envelope !== null && 'transfer' in envelope ? envelope.transfer : ''
  return typeof name === 'string' && name.length > 0 && name.length <= 64
}

function isEmpty(value: unknown): boolean {
  return value === null || value === false || value === ''
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}
