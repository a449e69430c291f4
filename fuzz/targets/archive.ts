import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Archive, archiver } from '@clacks/plugin-archiver'
import { Clacks, createLog, definePlugin, isClacksError } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { message, oneLine, text } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** Messages that arrive, and what is searched for afterwards. */
interface ArchiveInput {
  readonly messages: readonly string[]
  readonly search: string
}

const MAX_MS = 10_000

/** An archive in SQLite: what is accepted is stored as it is, and found. */
export const archive = defineTarget<ArchiveInput>({
  inputs: fc.record({
    messages: fc.array(message, { minLength: 1, maxLength: 60, size: 'max' }),
    search: text(),
  }),
  size: ({ messages }) => messages.length,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'clacks-fuzz-'))
    const transport = new DirectTransport()
    const failures: string[] = []
    let found: Archive | undefined
    const reader = definePlugin({
      name: 'reader',
      requires: ['archiver'],
      setup(ctx) {
        found = ctx.inject('archive')
      },
    })
    const node = new Clacks({
      hostname: 'self.example',
      port: 1,
      idleAnnounce: 0,
      sendrate: Number.POSITIVE_INFINITY,
      log: createLog('silent'),
      transport,
      stateFolder: folder,
      plugins: [archiver({ path: join(folder, 'archive.db') }), reader()],
    })
    node.hooks.pluginFailed.tap('fuzz', ({ message: said }) => {
      failures.push(said)
    })
    await node.start()
    await node.announce('sink.example', 1)
    if (found === undefined) throw new Error('There is no archive.')
    const opened = found
    let number = 0
    return {
      async check({ messages, search }) {
        failures.length = 0
        const accepted: string[] = []
        for (const said of messages) {
          const numbered = `{"number":${number},"message":${said}}`
          const body = Buffer.from(
            `{"message":${numbered},"type":"message","sender":{"hostname":"a.example","port":1}}`,
          )
          const remoteAddress = `${11 + ((number >> 16) % 100)}.${(number >> 8) & 255}.${number & 255}.1`
          number++
          const { status } = await transport.request({
            body,
            caps: '1',
            transfer: undefined,
            remoteAddress,
            key: undefined,
          })
          if (status === 200) accepted.push(oneLine(numbered))
        }
        if (failures.length > 0) violated(`A plugin failed: ${failures[0]}`)
        await within(MAX_MS, 'The archive', stored(opened, accepted))
        try {
          for await (const _ of opened.query({ text: search, limit: 3 }));
        } catch (thrown) {
          if (!isClacksError(thrown)) throw thrown
        }
      },
      async close() {
        await within(MAX_MS, 'stop()', node.stop())
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
})

/** Resolves when all of these texts are in the archive. */
async function stored(archive: Archive, texts: readonly string[]): Promise<void> {
  for (;;) {
    const { waiting, failure } = await archive.stats()
    if (failure !== undefined) violated(`The store fails: ${failure}`)
    if (waiting === 0) break
    await delay(1)
  }
  const newest = new Set<string>()
  for await (const { json } of archive.query({ limit: texts.length })) newest.add(json)
  for (const text of texts) if (!newest.has(text)) violated(`Not in the archive: ${text.slice(0, 200)}`)
}
