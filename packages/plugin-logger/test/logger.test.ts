import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { definePlugin, reject, stringifyMessage } from 'clacks'
import { createNetwork, type Network, RecordingLog } from 'clacks/testing'
import { expect, test } from 'vitest'
import logger from '../src/index.js'
import { filesIn, linesOf, temporaryFolder } from './temporary-folder.js'

type Written = NonNullable<Parameters<typeof logger>[0]>

interface Logged {
  readonly log: RecordingLog
  readonly network: Network
}

/** Two nodes: `listener` has the plugin and sends nothing. */
async function twoNodes(options: Written, others: Parameters<typeof createNetwork>[0] = {}): Promise<Logged> {
  const log = new RecordingLog()
  const network = await createNetwork({
    nodes: ['talker', 'listener'],
    patient: true,
    options: (name) => ({ sendrate: name === 'talker' ? 100 : 0, idleAnnounce: 0, log }),
    plugins: (name) => (name === 'listener' ? [logger(options)] : []),
    ...others,
  })
  return { log, network }
}

async function send(network: Network, messages: readonly unknown[]): Promise<void> {
  for (const message of messages) network.node('talker').enqueue(message)
  await network.advance('10s')
}

function identifierOf(network: Network, name: string): string {
  const peers = Object.values(network.node('listener').getPeers()).flatMap((list) => Object.values(list))
  return peers.find(({ hostname }) => hostname === name)?.identifier ?? ''
}

const THREE = ['one', { two: 2 }, [3]]

test('writes directory/identifier/timestamp with peer and payload, as clacks-logger does', async () => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes({ directory })
  const before = network.clock.now()
  await send(network, ['GNU Terry Pratchett'])
  await network.stop()
  const identifier = identifierOf(network, 'talker')
  expect(identifier).toMatch(/^[0-9a-f]{64}$/)
  const [[path, text] = ['', ''], ...more] = Object.entries(await filesIn(directory))
  expect(more).toEqual([])
  const [folder, timestamp] = path.split('/')
  expect(folder).toBe(identifier)
  expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
  expect(Number(timestamp)).toBeLessThanOrEqual(network.clock.now())
  expect(JSON.parse(text)).toEqual({
    peer: {
      identifier,
      hostname: 'talker',
      port: 8080,
      status: expect.any(String),
      time: expect.any(Number),
    },
    payload: {
      message: 'GNU Terry Pratchett',
      type: 'message',
      sender: { hostname: 'talker', port: 8080 },
    },
  })
})

test('the friend in a payload is logged too', async () => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes({ directory }, { nodes: ['talker', 'listener', 'friend'] })
  await send(
    network,
    Array.from({ length: 30 }, (_, index) => index + 1),
  )
  await network.stop()
  const friends = Object.values(await filesIn(directory)).map((text) => JSON.parse(text).payload.friend)
  expect(friends).toContainEqual({ hostname: 'friend', port: 8080 })
})

test.each([
  ['message', ['message']],
  ['announce', ['announce']],
  ['all', ['announce', 'message']],
] as const)('logs payloads of type %s', async (type, expected) => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes({ directory, type })
  const { hostname, port } = network.node('listener').address
  expect(await network.complete(network.node('talker').announce(hostname, port))).toBe(true)
  await send(network, ['a message'])
  await network.stop()
  const payloads = Object.values(await filesIn(directory)).map((text) => JSON.parse(text).payload)
  expect(payloads.map(({ type: logged }) => logged).sort()).toEqual(expected)
  const announce = payloads.find(({ type: logged }) => logged === 'announce')
  if (announce !== undefined) expect(announce.sender).toEqual({ hostname: 'talker', port: 8080 })
})

test('loses none of many payloads in the same millisecond', async () => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes({ directory })
  await send(
    network,
    Array.from({ length: 500 }, (_, index) => ({ index })),
  )
  await network.stop()
  const files = await filesIn(directory)
  const logged = Object.values(files).map((text) => JSON.parse(text).payload.message.index)
  expect(logged.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index))
  for (const path of Object.keys(files)) expect(path).toMatch(/^[0-9a-f]{64}\/\d{12}(-\d+)?$/)
})

test('writes one line per payload to one file', async () => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes({ directory, format: 'ndjson' })
  await send(network, THREE)
  await network.stop()
  const files = await filesIn(directory)
  expect(Object.keys(files)).toEqual(['clacks.ndjson'])
  const identifier = identifierOf(network, 'talker')
  expect(linesOf(files['clacks.ndjson'] ?? '')).toEqual(
    THREE.map((message) => ({
      time: expect.any(Number),
      peer: expect.objectContaining({ identifier, hostname: 'talker', port: 8080 }),
      payload: { message, type: 'message', sender: { hostname: 'talker', port: 8080 } },
    })),
  )
})

test('the file name is an option, and the file is rotated', async () => {
  const directory = await temporaryFolder()
  const file = join(directory, 'elsewhere', 'radio.log')
  const { network } = await twoNodes({ directory, format: 'ndjson', file, maxBytes: 1_000, keep: 2 })
  await send(
    network,
    Array.from({ length: 40 }, (_, index) => ({ index })),
  )
  await network.stop()
  const files = await filesIn(directory)
  expect(Object.keys(files)).toEqual(
    ['radio.log', 'radio.log.1', 'radio.log.2'].map((name) => `elsewhere/${name}`),
  )
  const sizes = Object.values(files).map((text) => text.length)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000)
  expect(files['elsewhere/radio.log']).toContain('"index":39')
})

test('logs what arrived, before other plugins change or reject it', async () => {
  const directory = await temporaryFolder()
  const changer = definePlugin({
    name: 'changer',
    setup(ctx) {
      ctx.hooks.received.tap({ stage: -1_000 }, (reception) => {
        if (reception.message === 'rejected') return reject(422, 'never')
        reception.message = 'changed'
        return undefined
      })
    },
  })
  const { network } = await twoNodes(
    { directory, format: 'ndjson' },
    { plugins: (name) => (name === 'listener' ? [changer(), logger({ directory, format: 'ndjson' })] : []) },
  )
  await send(network, ['original', 'rejected'])
  await network.stop()
  const { 'clacks.ndjson': text = '' } = await filesIn(directory)
  expect(text).toContain('"message":"original"')
  expect(text).toContain('"message":"rejected"')
  expect(text).not.toContain('changed')
  expect(network.node('listener').peek()).toEqual(['changed'])
})

test.each(['files', 'ndjson'] as const)('logs a message that is 5,000 levels deep (%s)', async (format) => {
  const directory = await temporaryFolder()
  const { log, network } = await twoNodes({ directory, format })
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
  await send(network, [JSON.parse(deep)])
  await network.stop()
  // Not toContain(): it would print the message.
  expect(Object.values(await filesIn(directory)).some((text) => text.includes(deep))).toBe(true)
  expect(network.failures).toEqual([])
  expect(log.lines.filter((line) => line.includes('logger: '))).toEqual([])
})

test.each(['files', 'ndjson'] as const)(
  'what controls a terminal is escaped, and keeps its value (%s)',
  async (format) => {
    const directory = await temporaryFolder()
    const { network } = await twoNodes({ directory, format })
    const evil = '\u001b[2J\u009b31m\u007f\u202e\u2028 fine é 台'
    const sender = { hostname: 'talker', port: 8080 }
    // What our nodes send is ASCII; others need not do so.
    const legacy = network.memoryNetwork.transport({ hostname: 'legacy' })
    const to = { hostname: 'listener', port: 8080, secondHand: false }
    void legacy.send(to, { body: JSON.stringify({ message: evil, type: 'message', sender }) })
    await network.advance('1s')
    await network.stop()
    const [text = ''] = Object.values(await filesIn(directory))
    expect(text).toContain('"\\u001b[2J\\u009b31m\\u007f\\u202e\\u2028 fine é 台"')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
    expect(JSON.parse(text).payload.message).toEqual(evil)
  },
)

test('everything that arrived is on the disk when the plugin is removed', async () => {
  const directory = await temporaryFolder()
  const { network } = await twoNodes(
    { directory },
    {
      options: { sendrate: Number.POSITIVE_INFINITY, idleAnnounce: 0 },
      seed: 3,
      nodes: ['talker', 'listener'],
    },
  )
  for (let index = 0; index < 300; index++) network.node('talker').enqueue({ index })
  await network.advance(100)
  const { received } = network.node('listener').statistics()
  expect(received).toBeGreaterThan(0)
  await network.complete(network.node('listener').remove('logger'))
  expect(Object.keys(await filesIn(directory)).length).toBeGreaterThanOrEqual(received)
  expect(network.failures).toEqual([])
  await network.stop()
})

test.each(['files', 'ndjson'] as const)(
  'a path that cannot be written does not affect the node, and is written later (%s)',
  async (format) => {
    const folder = await temporaryFolder()
    const directory = join(folder, 'log')
    await writeFile(directory, 'in the way')
    const { log, network } = await twoNodes({ directory, format })
    await send(network, THREE)
    expect(network.node('listener').statistics().received).toBe(3)
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn logger: The log cannot be written.*(EEXIST|ENOTDIR)/),
    ])

    await network.advance('5m')
    const warnings = log.lines.length
    expect(warnings).toBeGreaterThan(1)
    expect(warnings).toBeLessThanOrEqual(6)

    await rm(directory)
    await network.advance('2m')
    expect(log.lines.slice(warnings)).toEqual([
      ...log.lines.slice(warnings, -1),
      'info logger: The log can be written again.',
    ])
    const texts = Object.values(await filesIn(directory)).join('')
    for (const message of THREE) expect(texts).toContain(`"message":${JSON.stringify(message)}`)
    expect(network.failures).toEqual([])
    await network.stop()
  },
)

test('what does not fit in the buffer is counted and dropped', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'log')
  await writeFile(directory, 'in the way')
  const { log, network } = await twoNodes({ directory, bufferMessages: 4 })
  await send(network, [1, 2, 3, 4, 5, 6, 7])
  await network.advance('2m')
  expect(log.lines.join('\n')).toContain('Payloads not logged: 3, because the buffer is full.')
  await rm(directory)
  await network.advance('2m')
  expect(Object.keys(await filesIn(directory))).toHaveLength(4)
  expect(log.entries.at(-1)?.details).toEqual({ notLogged: 3 })
  await network.stop()
})

test('the buffer is bounded in bytes too', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'log')
  await writeFile(directory, 'in the way')
  const { log, network } = await twoNodes({ directory, bufferBytes: 5_000 })
  await send(
    network,
    ['a', 'b', 'c'].map((letter) => letter.repeat(2_000)),
  )
  await network.advance('2m')
  expect(log.lines.join('\n')).toContain('Payloads not logged: 1, because the buffer is full.')
  await network.stop()
})

test('what cannot be written before the plugin stops is counted, and the node stops', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'log')
  await writeFile(directory, 'in the way')
  const { log, network } = await twoNodes({ directory })
  await send(network, THREE)
  await network.stop()
  expect(log.lines.at(-1)).toContain(
    'Payloads not logged: 3, because the log could not be written before the plugin stopped.',
  )
  expect(network.failures).toEqual([])
})

// A device that is always full; only Linux and FreeBSD have it.
if (existsSync('/dev/full')) {
  test('a full disk does not affect the node, and nothing pending is lost', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'log')
    await symlink('/dev/full', file)
    const { log, network } = await twoNodes({ directory: folder, format: 'ndjson', file })
    await send(network, THREE)
    expect(network.node('listener').statistics().received).toBe(3)
    expect(log.lines).toEqual([expect.stringContaining('ENOSPC')])
    await rm(file)
    await network.advance('2m')
    expect(linesOf((await filesIn(folder)).log ?? '')).toHaveLength(3)
    expect(log.lines.at(-1)).toBe('info logger: The log can be written again.')
    await network.stop()
  })
}

/** Calls the hook with a reception that another tap has changed. */
function receive(network: Network, change: object): Promise<unknown> {
  const sender = { identifier: 'f'.repeat(64), hostname: 'h', port: 1, status: 'alive' as const, time: 0 }
  const parts = { message: 'm', sender, verified: false, friend: undefined, remoteAddress: '', legacy: true }
  const changed = { ...parts, ...change }
  const json = () => stringifyMessage(changed.message)
  const reception = Object.defineProperty({ ...changed, json: '' }, 'json', { get: json })
  return network.node('listener').hooks.received.promise(reception)
}

test('only 64 hex characters become part of a path', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'log')
  const { log, network } = await twoNodes({ directory })
  for (const identifier of ['../evil', `${'f'.repeat(63)}g`, `${'f'.repeat(64)}/x`, '']) {
    const sender = { identifier, hostname: 'h', port: 1, status: 'alive', time: 0 }
    await receive(network, { sender })
  }
  await network.stop()
  expect(await readdir(folder, { recursive: true })).toEqual(['log'])
  expect(log.lines.join('\n')).toContain('because the identifier of a peer is not a SHA-256')
  expect(network.failures).toEqual([])
})

test('a message that another plugin made unserializable is counted', async () => {
  const directory = await temporaryFolder()
  const { log, network } = await twoNodes({ directory })
  for (let count = 0; count < 3; count++) await receive(network, { message: 1n })
  await send(network, ['fine'])
  await network.advance('2m')
  const texts = [1, 2].map(
    (count) => `Payloads not logged: ${count}, because a message is not serializable as JSON.`,
  )
  expect(log.lines).toEqual(texts.map((text) => `warn logger: ${text}`))
  await network.stop()
  expect(Object.keys(await filesIn(directory))).toHaveLength(1)
  expect(network.failures).toEqual([])
})

test('creates its folder at once', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'there'))
  const { network } = await twoNodes({ directory: join(folder, 'there', 'deep', 'log') })
  await network.advance(1)
  expect(await readdir(join(folder, 'there'), { recursive: true })).toEqual(['deep', join('deep', 'log')])
  await network.stop()
})

test.each([
  [{ directory: 'log' }, 'log'],
  [{ directory: 'log', format: 'ndjson' }, 'log/clacks.ndjson'],
  [{ format: 'ndjson', file: 'all.ndjson' }, 'all.ndjson'],
] as const)('%j is relative to the folder of the node', async (options, path) => {
  const folder = await temporaryFolder()
  const { network } = await twoNodes(options, {
    options: (name) => ({ sendrate: name === 'talker' ? 100 : 0, idleAnnounce: 0, folder }),
  })
  await send(network, ['here'])
  await network.stop()
  expect(existsSync(join(folder, path))).toBe(true)
})
