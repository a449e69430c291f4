import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { onePair, transports } from './https-pair.js'

const { make, listen, closeAll } = transports()
const closing: (() => void)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) close()
  await closeAll()
})

const IS_SELF = { code: 'ERR_CLACKS_PEER_IS_SELF' }

it('a node recognises itself under any name', async () => {
  const a = make()
  const { port } = await listen(a)
  for (const hostname of ['localhost', '127.0.0.1', '::ffff:127.0.0.1'])
    await expect(a.send({ hostname, port, secondHand: false }, { body: '1' })).rejects.toMatchObject(IS_SELF)
})

it('a node recognises itself behind a port that is mapped to it', async () => {
  const a = make()
  const { port } = await listen(a)
  const sockets: Socket[] = []
  const mapped = createServer((client) => {
    const target = connect(port, '127.0.0.1')
    for (const socket of [client, target]) sockets.push(socket.on('error', () => {}))
    client.pipe(target).pipe(client)
  })
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    mapped.close()
  })
  await once(mapped.listen(0, '127.0.0.1'), 'listening')
  const address = mapped.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  const outside = { hostname: '127.0.0.1', port: address.port, secondHand: false }
  await expect(a.send(outside, { body: '1' })).rejects.toMatchObject(IS_SELF)
})

it('two nodes that share a certificate, as old setups do, are two nodes', async () => {
  const pair = await onePair()
  const [a, b] = [make({}, pair), make({}, pair)]
  await listen(a)
  const to = await listen(b)
  expect(a.fingerprint).toBe(b.fingerprint)
  expect(await a.send(to, { body: '1' })).toMatchObject({ status: 200 })
})
