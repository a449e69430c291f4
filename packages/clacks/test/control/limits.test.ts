import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { Connection } from '../../src/control/client/client-connection.js'
import { Control } from '../../src/control/client/control.js'
import { Feed } from '../../src/control/server/feed.js'
import { methodsOf } from '../../src/control/server/methods.js'
import { openControl } from '../../src/control/server/server.js'
import type { Methods } from '../../src/control/server/session.js'
import { memoryNodes } from '../node/memory-nodes.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

async function opened(methods: Methods): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-control-'))
  const server = await openControl(join(folder, 'control.sock'), methods)
  onTestFinished(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return server.path
}

async function raw(path: string): Promise<{ socket: Socket; lines: () => string[] }> {
  const socket = createConnection(path)
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk
    })
  await once(socket, 'connect')
  return { socket, lines: () => text.split('\n').slice(1, -1) }
}

const calls = (method: string, count: number) =>
  Array.from({ length: count }, (_, id) => `{"id":${id},"method":"${method}"}\n`).join('')

it('a client that does not read its results is answered no further, until it reads', async () => {
  let results = 0
  const path = await opened({
    large: () => {
      results++
      return 'x'.repeat(2 ** 19)
    },
    ready: () => true,
  })
  const { socket, lines } = await raw(path)
  socket.pause()
  socket.write(calls('large', 40))
  await vi.waitUntil(() => results > 0)
  // Another connection is served meanwhile.
  const other = await raw(path)
  other.socket.write(calls('ready', 1))
  await vi.waitUntil(() => other.lines().length === 1)
  expect(results).toBeLessThan(20)
  socket.resume()
  await vi.waitUntil(() => results === 40, { timeout: 20_000 })
  await vi.waitUntil(() => lines().length === 40, { timeout: 20_000 })
  expect(lines().every((line, id) => line.startsWith(`{"id":${id},"result":"x`))).toBe(true)
})

it('calls in flight are limited on one connection and in all', async () => {
  const path = await opened({
    wait: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
    ready: () => true,
  })
  const first = await raw(path)
  first.socket.write(calls('wait', 70))
  await vi.waitUntil(() => first.lines().length === 6)
  expect(first.lines().every((line) => line.includes('Too many calls'))).toBe(true)
  const others = await Promise.all(Array.from({ length: 4 }, () => raw(path)))
  for (const { socket } of others) socket.write(calls('wait', 64))
  const refused = () => others.flatMap(({ lines }) => lines())
  await vi.waitUntil(() => refused().length === 64)
  // They are free again when their client has gone.
  first.socket.destroy()
  const later = await raw(path)
  await vi.waitUntil(() => {
    later.socket.write('{"id":7,"method":"ready"}\n')
    return later.lines().some((line) => line.includes('"result":true'))
  })
})

it('events are observed once for all who read them', () => {
  let observers = 0
  let report = (_: string): void => {}
  const feed = new Feed<string>((each) => {
    observers++
    report = each
    return () => observers--
  })
  const seen: string[] = []
  const leave = [1, 2, 3].map((reader) => feed.subscribe((item) => seen.push(`${reader}${item}`)))
  report('a')
  leave[1]?.()
  report('b')
  expect([seen, observers, feed.size]).toEqual([['1a', '2a', '3a', '1b', '3b'], 1, 2])
  for (const each of leave) each()
  expect([observers, feed.size]).toEqual([0, 0])
})

it('a long queue is shown in pages', async () => {
  const node = await nodes.start('a', { sendrate: 0 })
  const methods = methodsOf({
    node,
    clock: nodes.clock,
    config: undefined,
    apply: () => Promise.reject(new Error('not here')),
    stop: () => {},
  })
  const messages = [1, 2, 3, 4, 5].map((count) => `${count}${'x'.repeat(400_000)}`)
  for (const message of messages) node.enqueue(message)
  const path = await opened(methods)
  const { socket, lines } = await raw(path)
  socket.write('{"id":1,"method":"peek","params":{"limit":9}}\n')
  await vi.waitUntil(() => lines().length === 1)
  expect(JSON.parse(lines()[0] ?? '').result).toEqual({ total: 5, messages: messages.slice(0, 3) })
  const connection = new Connection(createConnection(path))
  const control = new Control(connection, await connection.hello)
  onTestFinished(() => control.close())
  expect(await control.peek(9)).toEqual({ total: 5, messages })
  expect(await control.peek(4)).toEqual({ total: 5, messages: messages.slice(0, 4) })
})
