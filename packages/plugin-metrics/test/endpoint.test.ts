import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Clacks, type ClacksOptions, createLog } from 'clacks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type MetricsOptions, metrics } from '../src/index.js'
import { seriesIn } from './series.js'

const LOG = createLog('silent')

async function started(options: MetricsOptions, more: ClacksOptions = {}): Promise<Clacks> {
  const node = new Clacks({ port: 0, sendrate: 0, log: LOG, plugins: [metrics(options)], ...more })
  onTestFinished(() => node.stop())
  await node.start()
  return node
}

function urlOf(node: Clacks): URL {
  return new URL(node.service('metrics')?.url ?? '')
}

/** The answer to a request, with a host header that `fetch` does not allow. */
async function ask(
  url: URL,
  {
    method = 'GET',
    path = '/metrics',
    headers = {},
  }: { method?: string; path?: string; headers?: Record<string, string> },
): Promise<{ status: number | undefined; type: string | undefined; body: string }> {
  const sent = request({ hostname: url.hostname, port: url.port, path, method, headers, agent: false })
  sent.end()
  const [response] = await once(sent, 'response')
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  return { status: response.statusCode, type: response.headers['content-type'], body }
}

/** Resolves when a connection has ended, however it does. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => {}).resume()
    socket.once('close', () => resolve())
  })
}

describe('the option `listen`', () => {
  it('serves the metrics on a port of this machine', async () => {
    const node = await started({ listen: { port: 0 } })
    node.enqueue('one')
    const url = urlOf(node)
    expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const { status, type, body } = await ask(url, {})
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(seriesIn(body).get('clacks_queue_messages')).toBe(1)
    expect(await ask(url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it('opens nothing unless it is set', async () => {
    const node = await started({})
    expect(node.service('metrics')?.url).toBeUndefined()
  })

  it.each([
    ['another path', { path: '/' }, 404],
    ['another method', { method: 'POST' }, 405],
    ['a page of a browser', { headers: { origin: 'https://page.example' } }, 403],
    ['a name that was made to lead here', { headers: { host: 'page.example:9464' } }, 403],
    ['a name like that of this machine', { headers: { host: '127.0.0.1.page.example' } }, 403],
  ])('gives nothing to %s', async (_, options, status) => {
    const node = await started({ listen: { port: 0 } })
    expect(await ask(urlOf(node), options)).toMatchObject({ status, body: '' })
  })

  it.each(['localhost', 'LOCALHOST:1', '127.1.2.3', '[::1]:9464'])('answers to the host %s', async (host) => {
    const node = await started({ listen: { port: 0 } })
    expect((await ask(urlOf(node), { headers: { host } })).status).toBe(200)
  })

  it('survives clients that send anything, and has a limit for them', async () => {
    const node = await started({ listen: { port: 0 } })
    const { hostname, port } = urlOf(node)
    const sockets = Array.from({ length: 30 }, () => connect(Number(port), hostname))
    const closed = sockets.map(closing)
    await Promise.race(closed)
    for (const socket of sockets) socket.end('\0'.repeat(20_000))
    await Promise.all(closed)
    expect((await ask(urlOf(node), {})).status).toBe(200)
  })

  it('keeps the node from starting if the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await expect(started({ listen: { port } })).rejects.toMatchObject({
      code: 'ERR_CLACKS_PORT_IN_USE',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1`),
    })
  })

  it('says that it cannot listen on an address of another machine', async () => {
    await expect(started({ listen: { port: 0, hostname: '192.0.2.1' } })).rejects.toMatchObject({
      code: 'ERR_CLACKS_LISTEN',
    })
  })

  it('stays open while the plugin is replaced, and serves what the new one has', async () => {
    const node = await started({ listen: { port: 0 } })
    const url = urlOf(node)
    node.addPeer('a.example', 80)
    await node.use(metrics({ listen: { port: 0 }, peers: 1 }))
    expect(urlOf(node).href).toBe(url.href)
    expect((await ask(url, {})).body).toContain('clacks_peer_alive{peer="a.example:80"} 0\n')
  })

  it('closes with the plugin, connections that are kept alive included', async () => {
    const node = await started({ listen: { port: 0 } })
    const url = urlOf(node)
    const socket = connect(Number(url.port), url.hostname)
    await once(socket, 'connect')
    const closed = closing(socket)
    await node.remove('metrics')
    await closed
    await expect(ask(url, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('is free again if another plugin keeps the node from starting', async () => {
    const first = await started({ listen: { port: 0 } })
    const port = Number(urlOf(first).port)
    await first.stop()
    const broken = { name: 'broken', apply: () => Promise.reject(new Error('no')) }
    const options = { plugins: [metrics({ listen: { port } }), broken] }
    await expect(started({}, options)).rejects.toThrow()
    const again = await started({ listen: { port } })
    expect(Number(urlOf(again).port)).toBe(port)
  })
})
