import { definePlugin, type Log, type Plugin } from 'clacks'
import { createNetwork, type Network } from 'clacks/testing'
import { describe, expect, it, test } from 'vitest'
import { messageFormatter } from '../src/index.js'
import type { MessageFormatterOptions } from '../src/options.js'

const RIGHT = { class: 'chat', text: 'hi' }
const WRONG = { class: 'chat', text: 'hi', colour: 'red' }

interface Bench {
  readonly network: Network
  readonly lines: string[]
}

/** Two nodes; `guard` has the plugin and sends nothing. */
async function twoNodes(options: MessageFormatterOptions, others: readonly Plugin[] = []): Promise<Bench> {
  const lines: string[] = []
  const log = logTo(lines)
  const network = await createNetwork({
    nodes: ['talker', 'guard'],
    options: (name) => ({ sendrate: name === 'guard' ? 0 : 10, idleAnnounce: 0, log }),
    plugins: (name) => (name === 'guard' ? [...others, messageFormatter(options)] : []),
  })
  return { network, lines }
}

function logTo(lines: string[], name = ''): Log {
  const say = (level: string) => (text: string) => {
    lines.push(`${level} ${name}: ${text}`)
  }
  const child = (tag: string): Log => logTo(lines, tag)
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), child }
}

/** Whether and how the talker is refused: the status and what the guard answered. */
async function refusal(network: Network, message: unknown): Promise<number | undefined> {
  let status: number | undefined
  network.node('talker').hooks.sendFailed.tap('test', (failure) => {
    status = failure.status
  })
  network.node('talker').enqueue(message)
  await network.advance('2s')
  return status
}

const FIELDS = { required: ['text'] }

test('a right message enters, a wrong one stays with its sender, who is told 422', async () => {
  const { network, lines } = await twoNodes(FIELDS)
  expect(await refusal(network, RIGHT)).toBeUndefined()
  expect(await refusal(network, WRONG)).toBe(422)
  expect(network.node('guard').peek()).toEqual([RIGHT])
  network.assertConserved([RIGHT, WRONG])
  expect(lines.find((line) => line.startsWith('debug message-formatter'))).toContain(
    'Refused: message.colour: found an unknown field',
  )
  expect(network.failures).toEqual([])
})

test('the sender does not take a node that refuses for a broken one', async () => {
  const { network } = await twoNodes(FIELDS)
  await refusal(network, WRONG)
  expect(Object.keys(network.node('talker').getPeers().alive)).toHaveLength(1)
})

test('the status can be another', async () => {
  const { network } = await twoNodes({ ...FIELDS, errorStatus: 400 })
  expect(await refusal(network, WRONG)).toBe(400)
})

test('with 500, as the original has it, the sender takes the node for lost', async () => {
  const { network } = await twoNodes({ ...FIELDS, errorStatus: 500 })
  expect(await refusal(network, WRONG)).toBe(500)
  expect(Object.keys(network.node('talker').getPeers().lost)).toHaveLength(1)
})

test('rejectInvalid: false lets it in, and says so in the log', async () => {
  const { network, lines } = await twoNodes({ ...FIELDS, rejectInvalid: false })
  expect(await refusal(network, WRONG)).toBeUndefined()
  expect(network.node('guard').peek()).toEqual([WRONG])
  expect(lines.join('\n')).toContain('debug message-formatter: Invalid, but passed on: message.colour')
})

test('announces are never refused', async () => {
  const { network } = await twoNodes(FIELDS)
  const { hostname, port } = network.node('guard').address
  expect(await network.complete(network.node('talker').announce(hostname, port))).toBe(true)
})

test('a message is filled and coerced before others see it', async () => {
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
  await refusal(network, { class: 'chat', text: 7 })
  const whole = { class: 'chat', text: '7', times: 1 }
  expect(seen).toEqual([whole])
  expect(network.node('guard').peek()).toEqual([whole])
})

describe('a message that the node itself enqueues', () => {
  it('is not refused, but said to be wrong, once a minute at most', async () => {
    const { network, lines } = await twoNodes(FIELDS)
    const warnings = (): string[] => lines.filter((line) => line.startsWith('warn message-formatter'))
    network.node('guard').enqueue(RIGHT)
    expect(warnings()).toEqual([])
    for (let count = 0; count < 3; count++) network.node('guard').enqueue(WRONG)
    expect(warnings()).toEqual([expect.stringContaining('enqueued an invalid message: message.colour')])
    await network.advance('61s')
    network.node('guard').enqueue(WRONG)
    expect(warnings()).toHaveLength(2)
    expect(warnings()[1]).toContain('(and 2 others since the last warning)')
    expect(network.node('guard').peek()).toHaveLength(5)
  })

  it('is not confused with one that has arrived', async () => {
    const { network, lines } = await twoNodes({ ...FIELDS, rejectInvalid: false })
    await refusal(network, WRONG)
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })
})

test('deep messages are refused or taken as others are', async () => {
  const { network } = await twoNodes(FIELDS)
  const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
  expect(await refusal(network, deep)).toBe(422)
  await refusal(network, { class: 'chat', text: deep })
  expect(network.node('guard').peek()).toHaveLength(1)
  expect(network.failures).toEqual([])
})
