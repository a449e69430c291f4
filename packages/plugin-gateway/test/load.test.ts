import { once } from 'node:events'
import { Readable } from 'node:stream'
import { createLog, type Log } from 'clacks'
import { expect, it } from 'vitest'
import { eventsOf } from './event-reader.js'
import { rawStream, readUntil } from './raw-stream.js'
import { start } from './running.js'

const MB = 2 ** 20
/** About 1 KB. */
const TEXT = JSON.stringify('x'.repeat(1_000))
const NDJSON = { 'content-type': 'application/x-ndjson' }

/** What the process holds, without what the next collection frees. */
function held(): number {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

/** Lets everything run that is ready. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('a client that does not read loses events, and learns how many; memory stays', async () => {
  const { origin, token, node } = await start({ history: 10 })
  const socket = await rawStream(origin, token, '/v1/events?events=queued')
  await readUntil(socket, 'subscribed')
  socket.pause()
  const before = held()
  for (let sent = 0; sent < 5_000; sent++) {
    node.enqueueJson(TEXT)
    if (sent % 100 === 0) await turn()
  }
  // The queue itself has 5 MB of them.
  expect(held() - before).toBeLessThan(30 * MB)
  let read = ''
  const received = (): number => read.split('event: queued').length - 1
  const skipped = (): number =>
    [...read.matchAll(/"skipped":(\d+)/g)].reduce((sum, [, some]) => sum + Number(some), 0)
  while (received() + skipped() < node.statistics().queued) read += await readUntil(socket, '\n\n')
  expect(received() + skipped()).toBe(node.statistics().queued)
  expect(received()).toBeGreaterThan(10)
  expect(skipped()).toBeGreaterThan(1_000)
  node.enqueueJson('"after"')
  expect(await readUntil(socket, '"after"')).not.toContain('skipped')
})

it('a thousand clients get every event; memory stays', async () => {
  const { origin, token, node, call } = await start()
  const before = held()
  const sockets = await Promise.all(
    Array.from({ length: 1_000 }, () => rawStream(origin, token, '/v1/events?events=queued')),
  )
  await Promise.all(sockets.map((socket) => readUntil(socket, 'subscribed')))
  expect((await call('/v1/events')).status).toBe(503)
  for (let sent = 0; sent < 20; sent++) node.enqueueJson(TEXT)
  node.enqueueJson('"last"')
  const all = await Promise.all(sockets.map((socket) => readUntil(socket, '"last"')))
  expect(new Set(all.map((text) => text.split('event: queued').length - 1))).toEqual(new Set([21]))
  const grown = held() - before
  expect(grown).toBeLessThan(200 * MB)
  for (const socket of sockets) socket.destroy()
  await Promise.all(sockets.map((socket) => once(socket, 'close')))
  while (((await (await call('/v1/status')).json()) as { watchers: number }).watchers > 0) await turn()
})

it('a body of 100 MB is refused without being read, and the node goes on', async () => {
  const { origin, token, node } = await start()
  const before = held()
  const socket = await rawStream(origin, token, '/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(100 * MB) },
  })
  const chunk = Buffer.alloc(MB, '1')
  for (let sent = 0; sent < 100 && socket.writable; sent++)
    if (!socket.write(chunk))
      await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
  expect(held() - before).toBeLessThan(20 * MB)
  expect(node.enqueue('still there')).toBe(true)
  expect(node.statistics().queued).toBe(1)
})

it('a stream of 100 MB waits while the queue is full', async () => {
  const { call, node } = await start({}, { limits: { queueMessages: 1_000 } })
  const before = held()
  let sent = 0
  async function* lines(): AsyncGenerator<Buffer> {
    const block = Buffer.from(`${TEXT}\n`.repeat(1_000))
    for (; sent < 100; sent++) yield block
  }
  const gone = new AbortController()
  const posting = call('/v1/messages', {
    method: 'POST',
    headers: NDJSON,
    body: Readable.toWeb(Readable.from(lines(), { objectMode: false })) as ReadableStream,
    duplex: 'half',
    signal: gone.signal,
  } as RequestInit)
  while (node.statistics().queued < 1_000) await turn()
  // It is not read on: what was sent is in the queue, and in the buffers of the sockets.
  let last = -1
  while (last !== sent) {
    last = sent
    for (let wait = 0; wait < 200; wait++) await turn()
  }
  expect(sent).toBeLessThan(20)
  expect(held() - before).toBeLessThan(40 * MB)
  expect((await call('/readyz')).status).toBe(503)
  gone.abort()
  await expect(posting).rejects.toThrow()
  // The node is unharmed, and nobody waits for room any more.
  const events = eventsOf(await call('/v1/events'))
  await events.next()
  await events.return()
  expect(node.statistics().queued).toBe(1_000)
})

it('a client that goes away in the middle of a stream leaves what it sent', async () => {
  const errors: string[] = []
  const log: Log = { ...createLog('silent'), error: (text) => void errors.push(text), child: () => log }
  const { origin, token, node, call } = await start({}, { log })
  const events = eventsOf(await call('/v1/events?events=queued'))
  await events.next()
  const socket = await rawStream(origin, token, '/v1/messages', {
    method: 'POST',
    headers: { ...NDJSON, 'transfer-encoding': 'chunked' },
  })
  const body = '{"a":1}\n{"b":2}\n{"c":'
  socket.write(`${body.length.toString(16)}\r\n${body}\r\n`)
  for (const expected of ['{"a":1}', '{"b":2}']) expect((await events.next()).value?.data).toContain(expected)
  socket.destroy()
  await once(socket, 'close')
  expect((await call('/healthz')).status).toBe(200)
  await events.return()
  expect(node.peekJson()).toEqual(['{"a":1}', '{"b":2}'])
  expect(errors).toEqual([])
})

it('a client that goes away in the middle of an event stream is forgotten', async () => {
  const { origin, token, call } = await start()
  const socket = await rawStream(origin, token, '/v1/events')
  await readUntil(socket, 'subscribed')
  socket.resetAndDestroy()
  while (((await (await call('/v1/status')).json()) as { watchers: number }).watchers > 0) await turn()
})
