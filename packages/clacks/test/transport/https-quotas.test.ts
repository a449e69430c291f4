import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Reply } from '../../src/transport/transport.js'
import { transports } from './https-pair.js'

const { make, listen, closeAll } = transports()
const open = new Set<Socket>()

afterEach(async () => {
  for (const socket of open) socket.destroy()
  open.clear()
  await closeAll()
})

function kept<Connection extends Socket>(socket: Connection): Connection {
  open.add(socket)
  socket.on('error', () => {})
  return socket
}

async function secure(port: number, localAddress = '127.0.0.1'): Promise<TLSSocket> {
  const socket = kept(
    connect({
      socket: kept(connectPlain({ port, host: '127.0.0.1', localAddress })),
      rejectUnauthorized: false,
    }),
  )
  await once(socket, 'secureConnect')
  return socket
}

const post = (body: string, length = body.length) =>
  `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${body}`

/** The status of the next answer on a connection. */
async function statusOn(socket: TLSSocket): Promise<number> {
  const [answer] = await once(socket, 'data')
  return Number(String(answer).split(' ')[1])
}

// Only on Linux and Windows is all of 127.0.0.0/8 on this machine.
describe.skipIf(process.platform === 'darwin')('connections', () => {
  it.each([1, 2, 4, 16])('of %d addresses that send nothing do not lock others out', async (attackers) => {
    const { port } = await listen(make({ connections: 48 }))
    const silent = Array.from({ length: 200 }, (_, count) =>
      kept(connectPlain({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (count % attackers)}` })),
    )
    await Promise.all(
      silent.map((socket) => (socket.connecting ? once(socket, 'connect').catch(() => {}) : 0)),
    )
    const honest: TLSSocket[] = []
    for (let range = 1; range <= 20; range++) {
      const socket = await secure(port, `127.0.${range}.1`)
      honest.push(socket)
      socket.write(post('1'))
      expect(await statusOn(socket)).toBe(200)
    }
    for (const socket of honest) {
      socket.write(post('2'))
      expect(await statusOn(socket)).toBe(200)
    }
  })
})

describe('a connection whose request is being answered', () => {
  it('does not give way to others of its address', async () => {
    let answer = (): void => {}
    let asked = (): void => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const { port } = await listen(make({ connections: 8 }), () => {
      asked()
      return new Promise<Reply>((resolve) => {
        answer = () => resolve({ status: 200 })
      })
    })
    const socket = await secure(port)
    socket.write(post('1'))
    await isAsked
    const silent = Array.from({ length: 20 }, () => kept(connectPlain({ port, host: '127.0.0.1' })))
    await Promise.all(silent.slice(0, 10).map((each) => once(each, 'close')))
    answer()
    expect(await statusOn(socket)).toBe(200)
  })
})

describe.skipIf(process.platform === 'darwin')('handshakes', () => {
  it('of one address do not delay those of another', async () => {
    const { port } = await listen(make())
    const order: string[] = []
    // All are connected before the server sees the first of them.
    const sockets = [...Array.from({ length: 40 }, () => '127.0.0.2'), '127.0.9.1'].map((localAddress) => {
      const raw = connectPlain({ port, host: '127.0.0.1', localAddress })
      const socket = kept(connect({ socket: raw, rejectUnauthorized: false }))
      socket.once('secureConnect', () => order.push(localAddress))
      return socket
    })
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')))
    expect(order.indexOf('127.0.9.1')).toBeLessThan(20)
  })
})

describe('bodies under arrival', () => {
  it('take no more memory than the limit: the oldest is refused, and others are served', async () => {
    const { port } = await listen(make({ bodyBytes: 100_000, unansweredBytes: 1_000_000 }))
    const slow: TLSSocket[] = []
    const statuses: Promise<number>[] = []
    for (let count = 0; count < 40; count++) {
      const socket = await secure(port)
      slow.push(socket)
      statuses.push(statusOn(socket))
      socket.write(post('x'.repeat(90_000), 90_001))
    }
    // At most 11 of them fit.
    expect(await Promise.all(statuses.slice(0, 25))).toEqual(Array.from({ length: 25 }, () => 503))
    const honest = await secure(port)
    honest.write(post('x'.repeat(90_000)))
    expect(await statusOn(honest)).toBe(200)
  })

  it('that are only announced take nothing', async () => {
    const { port } = await listen(make({ bodyBytes: 100_000, unansweredBytes: 200_000 }))
    const announced = await Promise.all(Array.from({ length: 20 }, () => secure(port)))
    for (const socket of announced) socket.write(post('x', 100_000))
    const honest = await secure(port)
    honest.write(post('x'.repeat(90_000)))
    expect(await statusOn(honest)).toBe(200)
    for (const socket of announced) socket.write('x'.repeat(99_999))
    expect(await Promise.all(announced.slice(-1).map(statusOn))).toEqual([200])
  })

  it('count until they are answered', async () => {
    const waiting: (() => void)[] = []
    const { port } = await listen(
      make({ bodyBytes: 100_000, unansweredBytes: 200_000 }),
      () => new Promise((resolve) => waiting.push(() => resolve({ status: 200 }))),
    )
    const sockets = [await secure(port), await secure(port), await secure(port)]
    const statuses: Promise<number>[] = []
    for (const [count, socket] of sockets.entries()) {
      statuses.push(statusOn(socket))
      socket.write(post('x'.repeat(90_000)))
      if (count < 2) await vi.waitUntil(() => waiting.length > count)
    }
    expect(await statuses[2]).toBe(503)
    for (const answer of waiting.splice(0)) answer()
    expect(await Promise.all(statuses)).toEqual([200, 200, 503])
    const later = await secure(port)
    later.write(post('x'.repeat(90_000)))
    await vi.waitUntil(() => waiting.length > 0)
    waiting[0]?.()
    expect(await statusOn(later)).toBe(200)
  })
})

describe('a connection with a refused request', () => {
  it.each([
    ['GET', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', 405],
    ['a body that is too long', post('x'.repeat(5_000), 5_000), 413],
    ['a request of a browser', 'POST / HTTP/1.1\r\nhost: x\r\norigin: x\r\ncontent-length: 0\r\n\r\n', 403],
  ])('handles nothing that follows: %s', async (_, refused, status) => {
    const bodies: string[] = []
    const { port } = await listen(make({ bodyBytes: 4_096 }), ({ body }) => {
      bodies.push(body.toString())
      return { status: 200 }
    })
    const socket = await secure(port)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.write(post('before') + refused + post('after'))
    await once(socket, 'close')
    expect([...received.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, code]) => Number(code))).toEqual([200, status])
    expect(bodies).toEqual(['before'])
  })

  it('answers nothing that follows one above the rate', async () => {
    const { port } = await listen(make({ requestsPerSecond: 1 }))
    const socket = await secure(port)
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.write(post('1') + post('2') + post('3') + post('4'))
    await once(socket, 'close')
    expect([...received.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, code]) => Number(code))).toEqual([200, 429])
  })
})
