import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect } from 'node:tls'
import fc from 'fast-check'
import { bytes, mutated } from '../inputs.ts'
import { defineTarget, violated } from '../target.ts'
import { exchange, ListeningNode } from '../tls-streams.ts'

const TOKENS = [
  '\u0016\u0003\u0001',
  '\u0017\u0003\u0003\u0000\u0005hello',
  '\u0015\u0003\u0003\u0000\u0002\u0002\u0028',
  '\u0014\u0003\u0003\u0000\u0001\u0001',
  '\u00ff\u00ff',
  '\u0000\u0000',
]
const hellos = await Promise.all((['TLSv1.2', 'TLSv1.3'] as const).map(clientHello))

/** Streams where a handshake is expected, several at once. */
export const tls = defineTarget<string[]>({
  inputs: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: mutated(fc.constantFrom(...hellos), TOKENS) },
      {
        weight: 2,
        arbitrary: mutated(fc.constantFrom(...hellos, 'POST / HTTP/1.1\r\n\r\n', 'SSH-2.0-x\r\n'), TOKENS),
      },
      { weight: 2, arbitrary: bytes(300) },
    ),
    { minLength: 1, maxLength: 12 },
  ),
  size: (streams) => streams.length,
  async open() {
    const node = await ListeningNode.start({ connectMs: 2_000 })
    return {
      async check(streams) {
        node.queued.length = 0
        await Promise.all(
          streams.map(async (stream) => {
            const received = await exchange(await node.tcp(), [stream])
            if (received.includes('HTTP/')) violated('It is answered without a handshake.')
          }),
        )
        if (node.queued.length > 0) violated('A message was queued.')
        await node.expectHealthy()
      },
      close: () => node.stop(),
    }
  },
})

/** The first bytes of a client. */
async function clientHello(version: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('The server has no port.')
  const client = connect({ port: at.port, host: '127.0.0.1', minVersion: version, maxVersion: version })
  client.on('error', () => {})
  const [accepted] = await once(server, 'connection')
  const [hello] = await once(accepted, 'data')
  client.destroy()
  accepted.destroy()
  server.close()
  return hello.toString('latin1')
}
