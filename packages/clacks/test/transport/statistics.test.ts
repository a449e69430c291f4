import { once } from 'node:events'
import { connect } from 'node:net'
import { Agent, request } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { transports } from './https-pair.js'

const { make, listen, closeAll } = transports()
afterEach(closeAll)

describe('the statistics of the HTTPS transport', () => {
  it('have the handshakes and open connections of both directions', async () => {
    const [server, client] = [make(), make()]
    const address = await listen(server)
    await listen(client)
    for (const body of ['1', '2']) await client.send(address, { body })
    expect(client.statistics?.()).toMatchObject({
      inbound: { open: 0, secured: 0, failed: 0 },
      outbound: { open: 1, secured: 1, failed: 0 },
    })
    expect(server.statistics?.()).toEqual({
      inbound: { open: 1, secured: 1, failed: 0 },
      outbound: { open: 0, secured: 0, failed: 0 },
      refused: {},
    })
  })

  it('have the connections that could not be opened', async () => {
    const [gone, client] = [make(), make()]
    const address = await listen(gone)
    await listen(client)
    await gone.close()
    await expect(client.send(address, { body: '1' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_PEER_UNREACHABLE',
    })
    expect(client.statistics?.().outbound).toEqual({ open: 0, secured: 0, failed: 1 })
  })

  it('have the connections that ended without a handshake', async () => {
    const server = make()
    const { port } = await listen(server)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.end('GET / HTTP/1.1\r\n\r\n')
    await once(socket.resume(), 'close')
    await expect.poll(() => server.statistics?.().inbound).toEqual({ open: 0, secured: 0, failed: 1 })
  })

  it('have the requests that were refused before the node saw them, by status', async () => {
    const server = make({ bodyBytes: 1_000 })
    const { port } = await listen(server)
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
    const ask = (options: Parameters<typeof request>[1]) =>
      request(`https://127.0.0.1:${port}/`, { dispatcher, ...options }).then(({ statusCode }) => statusCode)
    const statuses = [
      await ask({ method: 'GET' }),
      await ask({ method: 'POST', body: 'x'.repeat(1_001) }),
      await ask({ method: 'POST', body: '1', headers: { origin: 'https://page.example' } }),
      await ask({ method: 'POST', body: '1' }),
    ]
    await dispatcher.close()
    expect(statuses).toEqual([405, 413, 403, 200])
    expect(server.statistics?.().refused).toEqual({ 405: 1, 413: 1, 403: 1 })
  })

  it('are zero before it listens', () => {
    expect(make().statistics?.()).toMatchObject({ inbound: { open: 0 }, outbound: { open: 0 } })
  })
})
