import { definePlugin, type Plugin } from 'clacks'
import { createNetwork, type Network, RecordingLog } from 'clacks/testing'
import { describe, expect, it, test } from 'vitest'
import { messageFormatter } from '../src/index.js'
import type { MessageFormatterOptions } from '../src/options.js'

const VALID = { class: 'chat', text: 'hi' }
const INVALID = { class: 'chat', text: 'hi', colour: 'red' }

interface Guarded {
  readonly network: Network
  readonly log: RecordingLog
}

/** Two nodes: `talker` sends, `guard` has the plugin and sends nothing. */
async function twoNodes(options: MessageFormatterOptions, others: readonly Plugin[] = []): Promise<Guarded> {
  const log = new RecordingLog()
  const network = await createNetwork({
    nodes: ['talker', 'guard'],
    options: (name) => ({ sendrate: name === 'guard' ? 0 : 10, idleAnnounce: 0, log }),
    plugins: (name) => (name === 'guard' ? [...others, messageFormatter(options)] : []),
  })
  return { network, log }
}

/** Sends a message to the guard. Returns the status of a rejection. */
async function send(network: Network, message: unknown): Promise<number | undefined> {
  let status: number | undefined
  network.node('talker').hooks.sendFailed.tap('test', (failure) => {
    status = failure.status
  })
  network.node('talker').enqueue(message)
  await network.advance('2s')
  return status
}

const FIELDS = { required: ['text'] }

test('a valid message is queued, an invalid one is rejected with 422 and stays with its sender', async () => {
  const { network, log } = await twoNodes(FIELDS)
  expect(await send(network, VALID)).toBeUndefined()
  expect(await send(network, INVALID)).toBe(422)
  expect(network.node('guard').peek()).toEqual([VALID])
  network.assertConserved([VALID, INVALID])
  expect(log.lines.find((line) => line.startsWith('debug message-formatter'))).toContain(
    'Rejected an invalid message: message.colour: unknown field',
  )
  expect(network.failures).toEqual([])
})

test('the sender does not mark a node that rejects as lost', async () => {
  const { network } = await twoNodes(FIELDS)
  await send(network, INVALID)
  expect(Object.keys(network.node('talker').getPeers().alive)).toHaveLength(1)
})

test('the status is an option', async () => {
  const { network } = await twoNodes({ ...FIELDS, errorStatus: 400 })
  expect(await send(network, INVALID)).toBe(400)
})

test('with 500, as in the original, the sender marks the node as lost', async () => {
  const { network } = await twoNodes({ ...FIELDS, errorStatus: 500 })
  expect(await send(network, INVALID)).toBe(500)
  expect(Object.keys(network.node('talker').getPeers().lost)).toHaveLength(1)
})

test('rejectInvalid: false passes it on and logs it', async () => {
  const { network, log } = await twoNodes({ ...FIELDS, rejectInvalid: false })
  expect(await send(network, INVALID)).toBeUndefined()
  expect(network.node('guard').peek()).toEqual([INVALID])
  expect(log.lines.join('\n')).toContain(
    'debug message-formatter: Passed on an invalid message: message.colour',
  )
})

test('announces are never rejected', async () => {
  const { network } = await twoNodes(FIELDS)
  const { hostname, port } = network.node('guard').address
  expect(await network.complete(network.node('talker').announce(hostname, port))).toBe(true)
})

test('a message is filled and coerced before other plugins see it', async () => {
  const schemas = {
    chat: {
      properties: { text: { type: 'string' }, times: { type: 'integer', default: 1 } },
      required: ['text'],
    },
  } as const
  const seen: unknown[] = []
  const watcher = definePlugin({
    name: 'watcher',
    setup(ctx) {
      ctx.hooks.received.tap(({ message }) => {
        seen.push(message)
      })
    },
  })
  const { network } = await twoNodes({ schemas, fill: true, coerce: true }, [watcher()])
  await send(network, { class: 'chat', text: 7 })
  const whole = { class: 'chat', text: '7', times: 1 }
  expect(seen).toEqual([whole])
  expect(network.node('guard').peek()).toEqual([whole])
})

describe('a message that the node itself enqueues', () => {
  it('is queued, with at most one warning a minute', async () => {
    const { network, log } = await twoNodes(FIELDS)
    const warnings = (): readonly string[] =>
      log.lines.filter((line) => line.startsWith('warn message-formatter'))
    network.node('guard').enqueue(VALID)
    expect(warnings()).toEqual([])
    for (let count = 0; count < 3; count++) network.node('guard').enqueue(INVALID)
    expect(warnings()).toEqual([expect.stringContaining('enqueued an invalid message: message.colour')])
    await network.advance('61s')
    network.node('guard').enqueue(INVALID)
    expect(warnings()).toHaveLength(2)
    expect(warnings()[1]).toContain('(and 2 more since the last warning)')
    expect(network.node('guard').peek()).toHaveLength(5)
  })

  it('is not confused with a received one', async () => {
    const { network, log } = await twoNodes({ ...FIELDS, rejectInvalid: false })
    await send(network, INVALID)
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })
})

test('deeply nested messages are checked like any other', async () => {
  const { network } = await twoNodes(FIELDS)
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
  expect(await send(network, deep)).toBe(422)
  await send(network, { class: 'chat', text: deep })
  expect(network.node('guard').peek()).toHaveLength(1)
  expect(network.failures).toEqual([])
})
