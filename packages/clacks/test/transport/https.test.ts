import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../src/transport/certificate.js'
import type { InboundRequest } from '../../src/transport/transport.js'
import { at, onePair, transports } from './https-pair.js'

const { make, listen, closeAll } = transports()
const servers: Server[] = []
const sockets = new Set<TLSSocket>()

afterEach(async () => {
  await closeAll()
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) {
    server.close()
    await once(server, 'close')
  }
})

/** A server that handles bytes, not requests. */
async function rawServer(serve: (socket: TLSSocket) => void, pair = onePair()) {
  const server = createServer(await pair, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return at(address.port)
}

/** Sends raw bytes, and resolves with all data until the connection ends. */
async function raw(port: number, text: string | Buffer): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  socket.on('error', () => {})
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  await once(socket, 'secureConnect')
  socket.write(text)
  await once(socket, 'close')
  return received
}

const OK = 'HTTP/1.1 200 OK\r\nclacks-caps: 1\r\ncontent-length: 0\r\n\r\n'
const statusOf = (response: string) => Number(response.split(' ')[1])

describe('a request', () => {
  it('arrives complete, with the capabilities and the key of its sender', async () => {
    const [a, b] = [make(), make()]
    const arrivals: InboundRequest[] = []
    const to = await listen(b, (arrival) => {
      arrivals.push(arrival)
      return { status: 503, retryAfter: 7, body: '{"a":"é"}' }
    })
    await listen(a)
    const answer = await a.send(to, { body: '{"x":"é"}', transfer: 't.1' })
    const remoteAddress = '127.0.0.1'
    expect(answer).toEqual({ status: 503, caps: '1', retryAfter: 7, body: '{"a":"é"}', remoteAddress })
    expect(arrivals[0]).toMatchObject({
      caps: '1',
      transfer: 't.1',
      remoteAddress,
      key: a.fingerprint,
    })
    expect(arrivals[0]?.body.toString()).toBe('{"x":"é"}')
    expect(a.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(a.pinnedKey(to)).toBe(b.fingerprint)
  })

  it('shares a connection with others, and each gets its own answer', async () => {
    const [a, b] = [make(), make()]
    const to = await listen(b, async ({ body }) => ({ status: 200, body: body.toString() }))
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, count) => a.send(to, { body: `"${count}"` })),
    )
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 300 }, (_, count) => `"${count}"`))
  })

  it('that was interrupted is not sent again', async () => {
    const seen: string[] = []
    const to = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        const bodies = [...chunk.toString().matchAll(/"n":(\d+)/g)].map((match) => match[1] ?? '')
        if (seen.length === 0) socket.write(OK)
        seen.push(...bodies)
        if (seen.length >= 10) socket.destroy()
      })
    })
    const a = make()
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, count) => a.send(to, { body: `{"n":${count}}` })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(a.send(to, { body: '{"m":1}' }).catch(({ code }) => code)).resolves.toBeDefined()
    expect(seen.sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('fits into one record with its headers, even if many are sent together', async () => {
    const chunks: string[] = []
    const to = await rawServer((socket) => {
      socket.on('data', (chunk) => {
        chunks.push(chunk.toString())
        for (const _ of chunk.toString().matchAll(/POST/g)) socket.write(OK)
      })
    })
    const a = make()
    await a.send(to, { body: `"${'x'.repeat(15_298)}"` })
    expect(chunks).toHaveLength(1)
    await Promise.all(Array.from({ length: 16 }, () => a.send(to, { body: `"${'y'.repeat(698)}"` })))
    // Each body ends in the chunk in which it begins: none was split.
    for (const chunk of chunks) {
      expect(chunk.startsWith('POST /')).toBe(true)
      expect(chunk.endsWith('"')).toBe(true)
    }
  })
})

describe('a peer', () => {
  it('that does not exist, or is not a TLS server, is unreachable', async () => {
    const a = make()
    await expect(a.send(at(1), { body: '1' })).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_UNREACHABLE' })
    const plain = await import('node:net').then(({ createServer }) =>
      createServer((socket) => void socket.resume().end('HTTP/1.1 200 OK\r\n\r\n')),
    )
    plain.listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const address = plain.address()
    await expect(
      a.send(at(typeof address === 'object' ? (address?.port ?? 0) : 0), { body: '1' }),
    ).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_UNREACHABLE',
    })
    plain.close()
    await once(plain, 'close')
  })

  it('that never answers times out', async () => {
    const a = make({ requestMs: 1_000 })
    const to = await rawServer(() => {})
    await expect(a.send(to, { body: '1' })).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_TIMEOUT' })
  })

  it('that never completes the handshake times out', async () => {
    const silent = (await import('node:net')).createServer()
    const held: { destroy(): void }[] = []
    silent.on('connection', (socket) => held.push(socket))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const a = make({ connectMs: 200 })
    await expect(
      a.send(at(typeof address === 'object' ? (address?.port ?? 0) : 0), { body: '1' }),
    ).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_TIMEOUT',
    })
    for (const socket of held) socket.destroy()
    silent.close()
    await once(silent, 'close')
  })

  it.each([
    ['cuts its answer short', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
    [
      'answers without end',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'ffff\r\n'.concat('x'.repeat(65_535), '\r\n').repeat(4)}`,
    ],
    ['answers a gigabyte', `HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n${'x'.repeat(200_000)}`],
    ['answers no HTTP', 'hello\r\n\r\n'],
    ['answers 20,000 bytes of headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
  ])('that %s has not taken the message', async (_, answer) => {
    const to = await rawServer((socket) => {
      socket.once('data', () => socket.end(answer))
    })
    await expect(make().send(to, { body: '1' })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CLACKS_PEER_/),
    })
  })

  it('that only sends a byte now and then times out', async () => {
    const to = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write('x'), 50)
        socket.once('close', () => clearInterval(drip))
      })
    })
    const a = make({ requestMs: 300 })
    await expect(a.send(to, { body: '1' })).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_TIMEOUT' })
  })

  it('may send its answer in pieces, split within a character', async () => {
    const answer = Buffer.from(OK.replace('content-length: 0', 'content-length: 4').concat('"é"'))
    const to = await rawServer((socket) => {
      socket.once('data', () => {
        // The second half is sent after the first one: two TLS records.
        socket.write(answer.subarray(0, -2), () => socket.write(answer.subarray(-2)))
      })
    })
    expect(await make().send(to, { body: '1' })).toMatchObject({ status: 200, body: '"é"' })
  })

  it('that redirects is not followed', async () => {
    const to = await rawServer((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 308 Gone\r\nlocation: https://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
      )
    })
    expect(await make().send(to, { body: '1' })).toMatchObject({ status: 308, caps: undefined })
  })
})

describe('trust', () => {
  it('on first use: the key is pinned, and another one receives no data', async () => {
    const pins: Record<string, string>[] = []
    const store = {
      load: () => ({}),
      save: (all: Readonly<Record<string, string>>) => void pins.push({ ...all }),
    }
    const a = make({}, { tls: { pins: store } })
    const first = make()
    const to = await listen(first)
    expect(await a.send(to, { body: '1' })).toMatchObject({ status: 200 })
    expect(pins).toEqual([{ [`127.0.0.1:${to.port}`]: first.fingerprint }])
    await first.close()
    let reached = false
    await listen(
      make(),
      () => {
        reached = true
        return { status: 200 }
      },
      to.port,
    )
    await expect(a.send(to, { body: '1' })).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_KEY_CHANGED' })
    expect(reached).toBe(false)
  })

  it('in listed keys, in either notation', async () => {
    const b = make()
    const to = await listen(b)
    const colons = (b.fingerprint ?? '').toUpperCase().replace(/(..)(?!$)/g, '$1:')
    expect(await make({}, { tls: { trust: 'pin', keys: [colons] } }).send(to, { body: '1' })).toMatchObject({
      status: 200,
    })
    await expect(make({}, { tls: { trust: 'pin', keys: [] } }).send(to, { body: '1' })).rejects.toMatchObject(
      {
        code: 'ERR_CLACKS_PEER_UNTRUSTED',
      },
    )
  })

  it('in certificate authorities', async () => {
    const pair = await makeCertificate('127.0.0.1')
    const to = await listen(make({}, pair))
    const trusting = make({}, { tls: { trust: 'ca', ca: pair.cert } })
    expect(await trusting.send(to, { body: '1' })).toMatchObject({ status: 200 })
    await expect(make({}, { tls: { trust: 'ca' } }).send(to, { body: '1' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_UNTRUSTED',
    })
  })

  it('in any peer', async () => {
    const to = await listen(make())
    expect(await make({}, { tls: { trust: 'none' } }).send(to, { body: '1' })).toMatchObject({ status: 200 })
  })
})

describe('a second-hand address', () => {
  it('is dialled only in permitted ranges, checked after name resolution', async () => {
    const to = await listen(make())
    const publicNode = make({}, { hostname: 'tower.example' })
    for (const hostname of ['127.0.0.1', 'localhost']) {
      await expect(
        publicNode.send({ ...to, hostname, secondHand: true }, { body: '1' }),
      ).rejects.toMatchObject({
        code: 'ERR_CLACKS_ADDRESS_BLOCKED',
      })
    }
    expect(await publicNode.send(to, { body: '1' })).toMatchObject({ status: 200 })
    expect(
      await make().send({ ...to, hostname: 'localhost', secondHand: true }, { body: '1' }),
    ).toMatchObject({ status: 200 })
  })
})

describe('inbound traffic', () => {
  const head = (extra = '') => `POST / HTTP/1.1\r\nhost: a\r\n${extra}`

  it.each([
    ['GET', 'GET / HTTP/1.1\r\nhost: a\r\n\r\n', 405],
    ['PUT', 'PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\n1', 405],
    ['a page in a browser', head('origin: https://evil.example\r\ncontent-length: 1\r\n\r\n1'), 403],
    ['compressed bytes', head('content-encoding: gzip\r\ncontent-length: 1\r\n\r\n1'), 415],
    ['100 MB', head('content-length: 104857600\r\n\r\n'), 413],
    ['too much in chunks', head(`transfer-encoding: chunked\r\n\r\n1001\r\n${'x'.repeat(0x1001)}\r\n`), 413],
    ['two lengths', head('content-length: 1\r\ncontent-length: 2\r\n\r\n1'), 400],
    ['length and chunks', head('content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'), 400],
    ['a negative length', head('content-length: -1\r\n\r\n'), 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['10,000 headers', head(`${'a: b\r\n'.repeat(10_000)}\r\n`), 431],
    ['a header without end', head(`a: ${'b'.repeat(20_000)}`), 431],
  ])('%s is refused at once, and the connection ends', async (_, text, status) => {
    const { port } = await listen(make({ bodyBytes: 4096 }), () => ({ status: 299 }))
    expect(statusOf(await raw(port, text))).toBe(status)
  })

  it('is answered 100 only if its announced length is within the limit', async () => {
    const { port } = await listen(make({ bodyBytes: 4096 }), ({ body }) => ({
      status: 200,
      body: body.toString(),
    }))
    const expecting = (length: number) =>
      head(`expect: 100-continue\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n`)
    expect(statusOf(await raw(port, expecting(5000)))).toBe(413)
    expect(await raw(port, `${expecting(2)}{}`)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
  })

  it('is closed if its sender does not read the answers', async () => {
    let requests = 0
    const { port } = await listen(make({ requestMs: 250 }), () => {
      requests++
      return { status: 200, body: `"${'x'.repeat(50_000)}"` }
    })
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    sockets.add(socket)
    await once(socket, 'secureConnect')
    socket.pause()
    const reset = once(socket, 'error')
    // So much that writing never ends: a client that neither reads nor writes does not see a reset.
    const sent = 200_000
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n1'.repeat(sent))
    const [error] = await reset
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:ECONNRESET|EPIPE)$/) })
    expect(requests).toBeLessThan(sent)
  })

  it('is closed if it never ends', async () => {
    const { port } = await listen(make({ requestMs: 1_000 }))
    expect(statusOf(await raw(port, head('content-length: 10\r\n\r\n12345')))).toBe(408)
  })

  it('is closed if it is not TLS, and others are served', async () => {
    const b = make()
    const to = await listen(b)
    for (const garbage of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\xff'.repeat(50)]) {
      const socket = connectPlain(to.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(garbage, 'latin1')
      socket.end()
      await once(socket, 'close')
    }
    expect(await make().send(to, { body: '1' })).toMatchObject({ status: 200 })
  })

  it('is answered 429 if one address sends too much', async () => {
    const to = await listen(make({ requestsPerSecond: 3 }))
    const answers = await Promise.all(Array.from({ length: 5 }, () => make().send(to, { body: '1' })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1)
    expect(answers.find(({ status }) => status === 429)?.retryAfter).toBe(1)
  })

  it('may be 10,000 idle connections: most are refused, and others are served', async () => {
    const to = await listen(make({ connections: 200 }))
    const idle = []
    for (let batch = 0; batch < 20; batch++) {
      const opened = Array.from({ length: 500 }, () => connectPlain(to.port, '127.0.0.1'))
      for (const socket of opened) socket.on('error', () => {})
      await Promise.all(
        opened.map((socket) => (socket.connecting ? once(socket, 'connect').catch(() => {}) : undefined)),
      )
      idle.push(...opened)
    }
    const closed = idle.filter((socket) => socket.destroyed || socket.readyState !== 'open').length
    expect(idle).toHaveLength(10_000)
    for (const socket of idle) socket.destroy()
    await Promise.all(idle.map((socket) => (socket.closed ? undefined : once(socket, 'close'))))
    expect(closed).toBeGreaterThan(9_000)
    expect(await make().send(to, { body: '1' })).toMatchObject({ status: 200 })
  })
})

describe('listen and close', () => {
  it('fail for a port in use and an invalid key pair', async () => {
    const { port } = await listen(make())
    await expect(listen(make(), undefined, port)).rejects.toMatchObject({
      code: 'ERR_CLACKS_PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    })
    await expect(listen(make({}, { key: 'x', cert: 'y' }))).rejects.toMatchObject({
      code: 'ERR_CLACKS_TLS_KEY',
    })
    const elsewhere = make()
    await expect(
      elsewhere.listen({ host: '192.0.2.1', port: 0 }, () => ({ status: 200 })),
    ).rejects.toMatchObject({
      code: 'ERR_CLACKS_LISTEN',
    })
  })

  it('at the same time leave no listener behind', async () => {
    const a = make()
    const listening = expect(listen(a)).rejects.toMatchObject({ code: 'ERR_CLACKS_LISTEN' })
    await a.close()
    await listening
  })

  it('interrupt the requests in flight on both sides', async () => {
    const [a, b] = [make(), make()]
    let arrived: () => void = () => {}
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const to = await listen(b, () => {
      arrived()
      return new Promise(() => {})
    })
    const sending = a.send(to, { body: '1' })
    const failing = expect(sending).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_UNREACHABLE' })
    await arrival
    await Promise.all([a.close(), a.close()])
    await failing
    await b.close()
    await expect(a.send(to, { body: '1' })).rejects.toMatchObject({ code: 'ERR_CLACKS_PEER_UNREACHABLE' })
  })
})
