import { execFile } from 'node:child_process'
import { generateKeyPair } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
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
  'makes a key': () => promisify(generateKeyPair)('rsa', { modulusLength: 2_048 }),
  'runs a program': () => promisify(execFile)(process.execPath, ['--version']),
  'reads from a socket': readsFromSocket,
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

  it('waits for a timer of the clock in its setup', async () => {
    const plugin = definePlugin({
      name: 'slow',
      setup: (ctx) => new Promise<void>((resolve) => void ctx.every(2_000, resolve)),
    })
    await using network = await createNetwork({ nodes: 1, plugins: [plugin] })
    expect(network.clock.monotonic()).toBe(2_000)
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
