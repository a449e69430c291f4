import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { Clacks, createLog } from 'clacks'
import fc from 'fast-check'
import { generate } from 'selfsigned'
import { decoded, encoded, json, mutated } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** What a hostile server writes when a request arrives. */
interface HostileResponse {
  readonly bytes: string
  /** Whether it closes the connection then. */
  readonly closes: boolean
}

const MAX_MS = 10_000
const HOST = '127.0.0.1'
const TOKENS = [
  '\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  'content-length: 1000000000\r\n',
  'transfer-encoding: chunked\r\n',
  'content-encoding: gzip\r\n',
  'retry-after: 99999999999999999999\r\n',
  'location: https://169.254.169.254/\r\n',
  '0\r\n\r\n',
  '\u0000\u00ff',
  'y'.repeat(70_000),
]

const response = fc
  .record({
    status: fc.oneof(
      { weight: 3, arbitrary: fc.constant(200) },
      fc.constantFrom(100, 101, 204, 301, 304, 400, 413, 422, 429, 503, 999),
    ),
    headers: fc.subarray([
      'clacks-caps: 1\r\n',
      'retry-after: 7\r\n',
      'connection: close\r\n',
      'clacks-caps: \u00ff\r\n',
    ]),
    body: fc
      .oneof(
        json,
        json.map((value) => `{"friends":${value}}`),
      )
      .map(encoded),
    chunked: fc.boolean(),
  })
  .map(({ status, headers, body, chunked }) => {
    const head = `HTTP/1.1 ${status} x\r\n${headers.join('')}`
    if (!chunked) return `${head}content-length: ${body.length}\r\n\r\n${body}`
    return `${head}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  })

/** What comes back over a connection that a node has opened. */
export const responses = defineTarget<HostileResponse>({
  inputs: fc.record({
    bytes: mutated(response, TOKENS),
    closes: fc.oneof(
      { weight: 20, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
  }),
  async open() {
    const { private: key, cert } = await generate([{ name: 'commonName', value: HOST }], {
      keyType: 'ec',
      algorithm: 'sha256',
    })
    let hostile: HostileResponse = { bytes: '', closes: true }
    const sockets = new Set<TLSSocket>()
    const server = createServer({ key, cert }, (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {})
      socket.on('data', () => {
        socket.write(decoded(hostile.bytes))
        if (hostile.closes) socket.end()
      })
    })
    server.listen(0, HOST)
    await once(server, 'listening')
    const at = server.address()
    if (at === null || typeof at === 'string') throw new Error('The server has no port.')
    const node = new Clacks({
      hostname: HOST,
      port: 0,
      sendrate: 0,
      idleAnnounce: 0,
      log: createLog('silent'),
      limits: { requestMs: 500, drainMs: 1 },
    })
    await node.start()
    return {
      async check(input) {
        hostile = input
        const announced = await within(MAX_MS, 'The announce', node.announce(HOST, at.port))
        if (announced && !input.bytes.includes('200')) violated('An answer counts as 200 that is not.')
        // What is left of the answer must not be taken for the next one.
        for (const socket of sockets) socket.destroy()
      },
      async close() {
        await within(MAX_MS, 'stop()', node.stop())
        for (const socket of sockets) socket.destroy()
        server.close()
      },
    }
  },
})
