import { once } from 'node:events'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { findStateFolder } from '../../src/config/resolve/find-state-folder.js'
import { channelPath } from '../../src/control/channel-path.js'
import { Connection } from '../../src/control/client/client-connection.js'
import { connect } from '../../src/control/client/connect.js'
import { Control } from '../../src/control/client/control.js'
import { type Controlled, methodsOf } from '../../src/control/server/methods.js'
import { openControl } from '../../src/control/server/server.js'
import { ClacksError } from '../../src/errors.js'
import { drop } from '../../src/hooks/verdict.js'
import type { ClacksOptions } from '../../src/options.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { folderWith } from '../config/folder.js'
import { memoryNodes } from '../node/memory-nodes.js'
import { deferred } from '../plugins/rig.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

async function controlled(options: ClacksOptions = {}, parts: Partial<Controlled> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-control-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const node = await nodes.start('a', { sendrate: 0, ...options })
  const path = join(folder, 'control.sock')
  const apply = async () => ({
    added: [],
    replaced: [],
    removed: [],
    changed: ['sendrate'],
    peers: [],
    restart: [],
  })
  const methods = methodsOf({ node, clock: nodes.clock, config: undefined, apply, stop: () => {}, ...parts })
  const server = await openControl(path, methods)
  onTestFinished(() => server.close())
  return { node, path, server, folder }
}

async function connected(path: string): Promise<Control> {
  const connection = new Connection(createConnection(path))
  const control = new Control(connection, await connection.hello)
  onTestFinished(() => control.close())
  return control
}

describe('a request to a plugin', () => {
  const counter = definePlugin({
    name: 'counter',
    setup(ctx) {
      ctx.onRequest(async (request) => {
        if (typeof request !== 'number') throw new Error('a number, please')
        return { counted: request + 1 }
      })
    },
  })
  const mute = definePlugin({ name: 'mute', setup() {} })

  it('is answered by the plugin of that id', async () => {
    const { path } = await controlled({ plugins: [counter(), counter(undefined, { id: 'other' })] })
    const control = await connected(path)
    expect(await control.request('counter', 1)).toEqual({ counted: 2 })
    expect(await control.request('other', 2)).toEqual({ counted: 3 })
  })

  it('fails with what the plugin throws, which is not a failure of the plugin', async () => {
    const { node, path } = await controlled({ plugins: [counter] })
    const control = await connected(path)
    await expect(control.request('counter', 'x')).rejects.toThrow('a number, please')
    expect(node.plugins()).toMatchObject([{ failures: 0 }])
  })

  it('fails if there is no such plugin, if it answers none, and once it is removed', async () => {
    const { node, path } = await controlled({ plugins: [counter, mute] })
    const control = await connected(path)
    await expect(control.request('conter')).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_UNKNOWN' })
    await expect(control.request('mute')).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_REQUEST' })
    await node.remove('counter')
    await expect(control.request('counter', 1)).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_UNKNOWN' })
  })

  it('is cancelled with its connection', async () => {
    const cancelled = deferred()
    const asked = deferred()
    const patient = definePlugin({
      name: 'patient',
      setup(ctx) {
        ctx.onRequest((_, signal) => {
          signal.addEventListener('abort', () => cancelled.resolve())
          asked.resolve()
          return cancelled.promise
        })
      },
    })
    const { path } = await controlled({ plugins: [patient] })
    const control = await connected(path)
    const answer = expect(control.request('patient')).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONTROL_LOST',
    })
    await asked.promise
    await control.close()
    await Promise.all([answer, cancelled.promise])
  })

  it('has one handler', async () => {
    const twice = definePlugin({
      name: 'twice',
      setup(ctx) {
        const stop = ctx.onRequest(() => 1)
        stop()
        ctx.onRequest(() => 2)
        ctx.onRequest(() => 3)
      },
    })
    await expect(controlled({ plugins: [twice] })).rejects.toThrow('Plugin "twice" already answers requests.')
  })
})

/** Waits until the node has this many observers. */
function watchers(control: Control, count: number): Promise<void> {
  return vi.waitFor(async () => expect(await control.status()).toMatchObject({ watchers: count }))
}

/** A client that sends raw lines. */
async function raw(path: string): Promise<{ socket: Socket; request(line: string): Promise<unknown> }> {
  const socket = createConnection(path).setEncoding('utf8')
  onTestFinished(() => void socket.destroy())
  const lines: string[] = []
  socket.on('data', (text: string) => lines.push(...text.split('\n').filter(Boolean)))
  const next = async (): Promise<unknown> => {
    while (lines.length === 0) await once(socket, 'data')
    return JSON.parse(lines.shift() ?? '')
  }
  await next()
  return {
    socket,
    request: (line) => {
      socket.write(`${line}\n`)
      return next()
    },
  }
}

describe('the control channel', () => {
  it('answers concurrent calls', async () => {
    const { node, path } = await controlled()
    const control = await connected(path)
    const [sent, status] = await Promise.all([control.send(['x', { y: 1 }]), control.status()])
    expect(sent).toEqual({ queued: 2, refused: [] })
    expect(status).toMatchObject({ address: 'a:80', pid: process.pid, sendrate: 0 })
    expect(await control.peek(1)).toEqual({ total: 2, messages: ['x'] })
    await control.ignore('b', 80)
    expect(await control.peers()).toMatchObject([{ hostname: 'b', status: 'ignored' }])
    expect([await control.unignore('b', 80), await control.unignore('b', 80)]).toEqual([true, false])
    expect(await control.peers()).toMatchObject([{ hostname: 'b', status: 'new' }])
    expect(await control.apply()).toMatchObject({ changed: ['sendrate'] })
    expect(node.peek()).toHaveLength(2)
  })

  it('returns errors with their code and one fix', async () => {
    const { path } = await controlled()
    const control = await connected(path)
    const failure = await control.announce('', 80).catch((thrown: unknown) => thrown)
    expect(failure).toBeInstanceOf(ClacksError)
    expect(failure).toMatchObject({ code: 'ERR_CLACKS_ADDRESS' })
    expect(String(failure).match(/Use a DNS name/g)).toHaveLength(1)
  })

  it('transfers messages that are nested too deeply for JSON.stringify', async () => {
    const { path } = await controlled()
    const control = await connected(path)
    const deep = JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`)
    expect(await control.send([deep])).toEqual({ queued: 1, refused: [] })
    const { messages } = await control.peek()
    expect(messages).toHaveLength(1)
  })

  it('streams filtered events until the reader ends, then detaches the observer', async () => {
    const { node, path } = await controlled()
    const control = await connected(path)
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const event of control.events({ events: ['queued'], match: 'two' })) {
        seen.push(event)
        break
      }
    })()
    const observer = await connected(path)
    await watchers(observer, 1)
    expect(await observer.status()).toMatchObject({ plugins: [] })
    node.enqueue('one')
    node.enqueue('two')
    await reading
    expect(seen).toEqual([{ event: 'queued', message: '"two"', details: { origin: 'enqueued' } }])
    await watchers(observer, 0)
  })

  it('detaches the observer of a reader that disconnects', async () => {
    const { path } = await controlled()
    const control = await connected(path)
    const { socket } = await raw(path)
    socket.write('{"id":1,"method":"events"}\n')
    await watchers(control, 1)
    socket.destroy()
    await watchers(control, 0)
  })

  it('acknowledges a subscription: what happens afterwards is an event', async () => {
    const { node, path } = await controlled()
    const events = (await connected(path)).events({ events: ['queued'] })
    await events.subscribed
    node.enqueue('after')
    expect((await events.next()).value).toMatchObject({ event: 'queued', message: '"after"' })
    await events.return()
  })

  it('says that a send waits for a full queue, and ends the wait on its signal', async () => {
    const { path } = await controlled({ limits: { queueMessages: 2 } })
    const control = await connected(path)
    const stop = new AbortController()
    const sent = control.send(['one', 'two', 'three'], {
      signal: stop.signal,
      queueFull: () => stop.abort(),
    })
    expect(await sent).toEqual({ queued: 2, refused: [] })
  })

  it('queues the rest of a send as soon as a message leaves the full queue', async () => {
    const { node, path } = await controlled({ limits: { queueMessages: 1 }, sendrate: 1 })
    const control = await connected(path)
    const full = deferred()
    const sent = control.send(['one', 'two'], { queueFull: full.resolve })
    await full.promise
    const receiver = await nodes.start('b', { sendrate: 0 })
    node.addPeer('b', 80)
    await nodes.clock.runUntil(() => receiver.peek().length > 0)
    await nodes.clock.runUntil(() => node.statistics().sent > 0)
    // The clock stands still from here on.
    expect(await sent).toEqual({ queued: 2, refused: [] })
    expect(node.peek()).toEqual(['two'])
  })

  it('queues the rest of a send when an edit of the config makes the queue larger', async () => {
    const { node, path } = await controlled({ limits: { queueMessages: 1 } })
    const control = await connected(path)
    const full = deferred()
    const sent = control.send(['one', 'two'], { queueFull: full.resolve })
    await full.promise
    await node.reconfigure({ settings: { sendrate: 0, limits: { queueMessages: 2 } } })
    expect(await sent).toEqual({ queued: 2, refused: [] })
  })

  it('gives up a send that waits when its client disconnects', async () => {
    const { node, path } = await controlled({ limits: { queueMessages: 1 } })
    const { request, socket } = await raw(path)
    const line = JSON.stringify({ id: 1, method: 'send', params: { messages: ['one', 'two'] } })
    expect(await request(line)).toEqual({ id: 1, item: { queueFull: true } })
    const observer = await connected(path)
    const events = observer.events({ events: ['queued'] })
    await events.subscribed
    socket.destroy()
    await once(socket, 'close')
    await observer.status()
    await node.reconfigure({ settings: { sendrate: 0, limits: { queueMessages: 3 } } })
    node.enqueue('three')
    expect((await events.next()).value).toMatchObject({ message: '"three"' })
    expect(node.peek()).toEqual(['one', 'three'])
    await events.return()
  })

  it('skips and counts events for a reader that does not read, and does not buffer them', async () => {
    const { node, path } = await controlled()
    const { socket } = await raw(path)
    socket.write('{"id":1,"method":"events","params":{"events":["queued"]}}\n')
    await watchers(await connected(path), 1)
    socket.pause()
    for (let index = 0; index < 200; index++) node.enqueue('x'.repeat(50_000))
    let text = ''
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.resume()
    // The next item that fits carries the number of skipped ones.
    while (!text.includes('"skipped":')) {
      await nextTurn()
      node.enqueue('y')
    }
    const items = text.split('\n').filter((line) => line.includes('"item"'))
    const skipped = Number(/"skipped":(\d+)/.exec(text)?.[1])
    expect(skipped).toBeGreaterThan(50)
    expect(items.length).toBeLessThan(200)
  })

  it.each([
    ['not JSON', undefined],
    ['[]', undefined],
    ['{"id":"1","method":"status"}', undefined],
    ['{"id":1,"method":"nope"}', 1],
    ['{"id":1,"method":"constructor"}', 1],
    ['{"id":1,"method":"peek","params":{"limit":"all"}}', 1],
    ['{"id":1,"method":"peek"}', 1],
    ['{"id":1,"method":"send","params":{"messages":"x"}}', 1],
    ['{"id":1,"method":"events","params":{"events":[1]}}', 1],
    ['{"id":1,"method":"announce","params":{"hostname":5,"port":1}}', 1],
  ])('answers %s with an error, and the node keeps running', async (line, id) => {
    const { path } = await controlled()
    const { request } = await raw(path)
    expect(await request(line)).toMatchObject({
      ...(id !== undefined && { id }),
      error: { code: 'ERR_CLACKS_CONTROL' },
    })
    expect(await (await connected(path)).status()).toMatchObject({ address: 'a:80' })
  })

  it('closes a connection whose line is too long', async () => {
    const { path } = await controlled()
    const { socket } = await raw(path)
    const chunk = Buffer.alloc(2 ** 20, 'x')
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    for (let sent = 0; sent < 66 && !socket.destroyed; sent++) {
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => {}), closed])
    }
    await closed
    expect(await (await connected(path)).status()).toMatchObject({ address: 'a:80' })
  })

  it('ignores what follows a line that is not a request', async () => {
    let stops = 0
    const { path } = await controlled({}, { stop: () => void stops++ })
    const { socket, request } = await raw(path)
    const closed = once(socket, 'close')
    const answer = await request('not JSON\n{"id":1,"method":"stop"}')
    expect(answer).toMatchObject({ error: { code: 'ERR_CLACKS_CONTROL' } })
    await closed
    expect(stops).toBe(0)
  })

  it('closes although a client does not read', async () => {
    const { node, path, server } = await controlled()
    const { socket } = await raw(path)
    socket.write('{"id":1,"method":"events"}\n')
    await watchers(await connected(path), 1)
    socket.pause()
    for (let index = 0; index < 100; index++) node.enqueue('x'.repeat(50_000))
    await server.close()
  })

  it('is accessible only to its owner, and removed on close', async () => {
    const { path, server, folder } = await controlled()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await expect(openControl(path, {})).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_IN_USE' })
    const control = await connected(path)
    const following = control.trace().next()
    await server.close()
    await expect(following).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_LOST' })
    await expect(control.status()).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_LOST' })
    expect(readdirSync(folder)).toEqual([])
    // onTestFinished would close it a second time.
    server.close = async () => {}
  })

  it.each([1, 2, 3, 4])(
    'is opened by exactly one of %i nodes that replace a dead one at the same time',
    async (count) => {
      const folder = folderWith({})
      const path = join(folder, 'control.sock')
      const dead = createServer().listen(join(folder, 'alive.sock'))
      await once(dead, 'listening')
      linkSync(join(folder, 'alive.sock'), path)
      await once(dead.close(), 'close')

      const opened = await Promise.allSettled(Array.from({ length: count }, () => openControl(path, {})))
      const servers = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      const codes = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
      expect(servers).toHaveLength(1)
      expect(codes).toEqual(Array(count - 1).fill('ERR_CLACKS_CONTROL_IN_USE'))
      expect(readdirSync(folder)).toEqual(['control.sock'])
      await raw(path)
      await servers[0]?.close()
    },
  )
})

describe('connect', () => {
  it('reports which node it did not find', async () => {
    const folder = folderWith({ 'clacks.config.json': {} })
    await expect(connect({ cwd: folder })).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONTROL_UNREACHABLE',
      message: expect.stringContaining(
        `No node is running with the config ${folder}/clacks.config.json: nothing listens on`,
      ),
    })
  })

  it('reports that the channel belongs to another user', async () => {
    const folder = folderWith({ 'clacks.config.json': {}, '.clacks/x': '' })
    const config = join(folder, 'clacks.config.json')
    const server = await openControl(channelPath(join(folder, '.clacks')), {})
    onTestFinished(() => server.close())
    chmodSync(server.path, 0)
    // Permissions do not apply to root.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      await expect(connect({ config })).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_DENIED' })
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it('refuses another program and another version of the protocol', async () => {
    const folder = folderWith({ 'clacks.config.json': {}, '.clacks/x': '' })
    const path = channelPath(join(folder, '.clacks'))
    let hello = 'SSH-2.0-OpenSSH\n'
    const other = createServer((socket) => socket.end(hello)).listen(path)
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    await expect(connect({ cwd: folder })).rejects.toThrow(
      'The process that listens there is not a clacks node.',
    )
    hello = '{"protocol":2,"clacks":"2.0.0","pid":1}\n'
    await expect(connect({ cwd: folder })).rejects.toThrow('uses version 2 of the control protocol')
  })

  it('is found under every path of its folder, whatever its length and TMPDIR', async () => {
    const folder = folderWith({})
    const deep = join(folder, 'deep'.repeat(20), 'deep'.repeat(20))
    mkdirSync(deep, { recursive: true })
    writeFileSync(join(deep, 'clacks.config.json'), '{}')
    symlinkSync(deep, join(folder, 'current'))
    const { stateFolder } = await findStateFolder(undefined, deep)
    const server = await openControl(channelPath(stateFolder), {})
    onTestFinished(() => server.close())
    expect(readdirSync(join(deep, '.clacks')).sort()).toEqual(['.gitignore', 'control.sock'])
    vi.stubEnv('TMPDIR', folder)
    onTestFinished(() => void vi.unstubAllEnvs())
    for (const where of [
      { cwd: deep },
      { cwd: join(folder, 'current') },
      { config: join(folder, 'current/clacks.config.json') },
    ])
      await (await connect(where)).close()
    const again = openControl(
      channelPath((await findStateFolder(undefined, join(folder, 'current'))).stateFolder),
      {},
    )
    await expect(again).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_IN_USE' })
    await server.close()
    expect(readdirSync(join(deep, '.clacks'))).toEqual(['.gitignore'])
    expect(readdirSync(folder).sort()).toEqual(['current', 'deep'.repeat(20)])
  })

  it('is in the state folder that the config names, even if the config is invalid', async () => {
    const folder = folderWith({ 'clacks.config.yaml': 'stateFolder: ./state\nprot: 1\n' })
    const server = await openControl(channelPath(join(folder, 'state')), {})
    onTestFinished(() => server.close())
    await (await connect({ cwd: folder })).close()
    writeFileSync(join(folder, 'clacks.config.yaml'), 'a: [')
    await expect(connect({ cwd: folder })).rejects.toMatchObject({ code: 'ERR_CLACKS_CONTROL_UNREACHABLE' })
  })
})

describe('trace', () => {
  const change = definePlugin({
    name: 'change',
    before: ['gate'],
    setup(ctx) {
      ctx.hooks.received.tap(async (reception) => {
        await undefined
        if (reception.message === 'fail') throw new Error('cannot')
        reception.message = { was: reception.message, tags: ['a'] }
      })
    },
  })
  const gate = definePlugin({
    name: 'gate',
    setup(ctx) {
      ctx.hooks.received.tap(({ message }) =>
        JSON.stringify(message).includes('bad') ? drop('is bad') : undefined,
      )
    },
  })

  it('reports order, time, changed fields, verdict, reason and failure of each tap', async () => {
    const { path, node } = await controlled({ plugins: [gate(), change()] })
    const sender = await nodes.start('b', { sendrate: 100 })
    sender.addPeer('a', 80)
    const control = await connected(path)
    const trace = control.trace()
    const first = trace.next()
    // When a later call is answered, the trace has begun.
    await control.status()
    for (const message of ['good', 'bad', 'fail']) sender.enqueue(message)
    await nodes.clock.advance('100ms')
    const calls = [(await first).value]
    for (let left = 4; left > 0; left--) calls.push((await trace.next()).value)
    expect(calls).toMatchObject([
      {
        passage: 1,
        order: 1,
        hook: 'received',
        plugin: 'change',
        message: '"good"',
        time: expect.any(Number),
        took: 0,
      },
      { passage: 1, order: 2, hook: 'received', plugin: 'gate', changes: [] },
      {
        passage: 2,
        order: 1,
        plugin: 'change',
        changes: [{ path: 'message', before: 'bad', after: { was: 'bad', tags: ['a'] } }],
      },
      { passage: 2, order: 2, plugin: 'gate', verdict: 'drop', reason: 'is bad' },
      { passage: 3, order: 1, plugin: 'change', failed: 'cannot' },
    ])
    await trace.return()
    await control.status()
    expect(node.statistics().received).toBe(1)
  })
})
