import { execFile } from 'node:child_process'
import { generateKeyPair, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { gzip } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/index.js'
import { createNetwork } from '../../src/testing/index.js'

/** Reads one byte over a real socket. */
async function readsFromSocket(): Promise<void> {
  const server = createServer((socket) => socket.end('x'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = createConnection({ port, host: '127.0.0.1' })
  for await (const _ of socket);
  await new Promise((resolve) => server.close(resolve))
}

const work: Readonly<Record<string, () => Promise<unknown>>> = {
  'reads files': async () => {
    for (let round = 0; round < 20; round++) await readFile(new URL(import.meta.url))
  },
  'makes a key': () => promisify(generateKeyPair)('ec', { namedCurve: 'P-256' }),
  'runs a program': () => promisify(execFile)(process.execPath, ['--version']),
  'reads from a socket': readsFromSocket,
  'asks a server that thinks before it answers': asksServer,
  'compresses more than one chunk': () => promisify(gzip)(randomBytes(300_000)),
  'sleeps in real time': () => sleep(20),
}

/** Waits for an answer while nothing but the connection is open. */
async function asksServer(): Promise<void> {
  const server = createServer((socket) =>
    socket.on('data', () => setTimeout(() => socket.end('x'), 5).unref()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = createConnection({ port, host: '127.0.0.1' })
  socket.write('?')
  for await (const _ of socket);
  await new Promise((resolve) => server.close(resolve))
}

describe('a network without options waits for a plugin that', () => {
  for (const [what, run] of Object.entries(work)) {
    it(`${what} in its setup, and when the node has started`, async () => {
      const done: string[] = []
      const plugin = definePlugin({
        name: 'working',
        async setup(ctx) {
          await run()
          done.push('setup')
          ctx.hooks.started.tap(async () => {
            await run()
            done.push('started')
          })
        },
      })
      await using network = await createNetwork({ nodes: 1, plugins: [plugin] })
      expect(done).toEqual(['setup', 'started'])
      expect(network.failures).toEqual([])
      expect(network.clock.monotonic()).toBe(0)
    })
  }

  for (const [what, run] of Object.entries(work)) {
    it(`${what} in its teardown`, async () => {
      let done = false
      const plugin = definePlugin({
        name: 'working',
        setup: () => async () => {
          await run()
          done = true
        },
      })
      const network = await createNetwork({ nodes: 1, plugins: [plugin] })
      await network.stop()
      expect(done).toBe(true)
      expect(network.failures).toEqual([])
    })
  }

  it('waits for a timer of the clock in its setup', async () => {
    const plugin = definePlugin({
      name: 'slow',
      setup: (ctx) => new Promise<void>((resolve) => void ctx.every(2_000, resolve)),
    })
    await using network = await createNetwork({ nodes: 1, plugins: [plugin] })
    expect(network.clock.monotonic()).toBe(2_000)
  })
})

describe('a patient network waits for a tap that', () => {
  for (const [what, run] of Object.entries(work)) {
    it(what, async () => {
      const plugin = definePlugin({
        name: 'working',
        setup: ({ hooks }) => {
          hooks.received.tap(async () => {
            await run()
          })
        },
      })
      await using network = await createNetwork({ nodes: ['a', 'b'], plugins: [plugin], patient: true })
      network.node('a').enqueue('hello')
      await network.advance('2s')
      expect(network.failures).toEqual([])
      expect(network.coverage('hello')).toEqual(['a', 'b'])
    })
  }

  it('waits for the clock, while a connection is open', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const plugin = definePlugin({
      name: 'working',
      async setup(ctx) {
        const socket = createConnection({ port, host: '127.0.0.1' })
        await once(socket, 'connect')
        ctx.onClose(() => void socket.destroy())
        ctx.hooks.received.tap(() => new Promise<void>((resolve) => void ctx.after(500, resolve)))
      },
    })
    await using network = await createNetwork({ nodes: ['a', 'b'], plugins: [plugin], patient: true })
    network.node('a').enqueue('hello')
    await network.advance('2s')
    expect(network.coverage('hello')).toEqual(['a', 'b'])
    server.close()
  })
})

describe('real work', () => {
  it('does not include the port of a test runner that uses threads', async () => {
    const file = JSON.stringify(new URL('./runner-thread.ts', import.meta.url).href)
    const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${file}, ${file}))`
    const thread = new Worker(code, { eval: true })
    const [found] = await once(thread, 'message')
    await thread.terminate()
    expect(found).toEqual({ idle: false, working: true })
  })
})
