import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { methodsOf } from '../../packages/clacks/src/control/server/methods.ts'
import { openControl } from '../../packages/clacks/src/control/server/server.ts'
import { Clacks, createLog, systemClock } from '../../packages/clacks/src/index.ts'
import { DirectTransport } from '../direct-transport.ts'
import { decoded, encoded, json, message, mutated } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

const MAX_MS = 5_000
const METHODS = [
  'status',
  'peek',
  'peers',
  'announce',
  'ignore',
  'unignore',
  'pins',
  'forgetKey',
  'send',
  'events',
  'trace',
  'apply',
  'stop',
]
const TOKENS = ['\n', '\r\n', '"id":1', '"cancel":true', '{', '}', '\u0000', '\u00ff']
/** What a client that is in order asks last. */
const LAST = 999_999_999

const params = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(message, { maxLength: 3 }).map((list) => `{"messages":[${list.join(',')}]}`),
  },
  { weight: 2, arbitrary: json.map((value) => `{"limit":${value}}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(json, json).map(([hostname, port]) => `{"hostname":${hostname},"port":${port}}`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(json, json).map(([events, match]) => `{"events":${events},"match":${match}}`),
  },
  { weight: 1, arbitrary: json },
)
const line = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 9 }).map(String) }, { weight: 1, arbitrary: json }),
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...METHODS).map((name) => `"${name}"`) },
      { weight: 1, arbitrary: json },
    ),
    params,
    fc.option(fc.constant('true'), { freq: 1 }),
  )
  .map(([id, method, given, cancel]) =>
    cancel === null ? `{"id":${id},"method":${method},"params":${given}}` : `{"id":${id},"cancel":true}`,
  )

/** Lines of the control channel, as clients of one connection write them. */
export const control = defineTarget<string>({
  inputs: mutated(
    fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => encoded(`${lines.join('\n')}\n`)),
    TOKENS,
  ),
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'clacks-fuzz-'))
    const queued: string[] = []
    const transport = new DirectTransport()
    const options = {
      hostname: 'self.example',
      port: 1,
      idleAnnounce: 0,
      log: createLog('silent'),
      transport,
    }
    const node = new Clacks({ ...options, sendrate: Number.POSITIVE_INFINITY })
    node.hooks.queued.tap('fuzz', (_, __, ___, text) => {
      queued.push(text)
    })
    await node.start()
    await node.announce('sink.example', 1)
    const apply = async () => ({ added: [], replaced: [], removed: [], changed: [], peers: [], restart: [] })
    const methods = methodsOf({ node, clock: systemClock, config: undefined, apply, stop: () => {} })
    const server = await openControl(join(folder, 'control.sock'), methods)
    return {
      async check(lines) {
        queued.length = 0
        const client = await Client.open(server.path)
        try {
          client.write(decoded(lines))
          client.write(Buffer.from(`\n{"id":${LAST},"method":"status"}\n`))
          await within(MAX_MS, 'The answer', client.answeredOrClosed())
        } finally {
          client.close()
        }
        const text = decoded(lines).toString()
        for (const each of queued) if (!text.includes(each)) violated(`Invented: ${each.slice(0, 200)}`)
      },
      async close() {
        await server.close()
        await node.stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
})

class Client {
  readonly #socket: Socket
  #received = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      this.#received += chunk
    })
  }

  static async open(path: string): Promise<Client> {
    const socket = createConnection(path)
    await within(MAX_MS, 'The connection', once(socket, 'connect'))
    return new Client(socket)
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** An invalid line closes the connection; otherwise the last call is answered. */
  async answeredOrClosed(): Promise<void> {
    while (!this.#socket.closed && !this.#received.includes(`"id":${LAST},"result"`))
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]).catch(() => {})
    if (this.#socket.closed && !this.#received.includes('"error"'))
      violated('It was closed without a reason.')
  }

  close(): void {
    this.#socket.destroy()
  }
}
