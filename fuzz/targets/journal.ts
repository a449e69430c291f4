import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { journal as journalPlugin } from '@clacks/plugin-journal'
import { Clacks, isClacksError, type Log } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { bytes } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** Damage of one file. */
interface Damage {
  /** Which file of the journal's folder, by its number. */
  readonly file: number
  readonly kind: 'flip' | 'cut' | 'insert' | 'overwrite' | 'append' | 'replace'
  /** 0 to 1: where in the file. */
  readonly at: number
  readonly bytes: string
}

const MAX_MS = 20_000
const MESSAGES = [
  ...Array.from({ length: 40 }, (_, number) => `{"number":${number},"text":"${'x'.repeat(number * 3)}"}`),
  '9007199254740993',
  '1.0',
  '"\\ud800"',
  '"\u00e9\ud83d\ude00"',
  '{"a":1,"a":2}',
]

/** Damaged journals: a node starts and says what is lost, or says why it does not start. */
export const journal = defineTarget<Damage>({
  inputs: fc.record({
    file: fc.nat({ max: 9 }),
    kind: fc.constantFrom('flip', 'cut', 'insert', 'overwrite', 'append', 'replace'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: bytes(40),
  }),
  async open() {
    const root = await mkdtemp(join(tmpdir(), 'clacks-fuzz-'))
    const whole = join(root, 'whole')
    const { node, transport } = await nodeIn(whole, 0)
    await node.start()
    for (const [number, message] of MESSAGES.entries()) {
      const body = Buffer.from(
        `{"message":${message},"type":"message","sender":{"hostname":"a.example","port":1}}`,
      )
      const remoteAddress = `${11 + number}.0.0.1`
      const { status } = await transport.request({
        body,
        caps: '1',
        transfer: undefined,
        remoteAddress,
        key: undefined,
      })
      if (status !== 200) throw new Error(`The journal cannot be filled: ${status}.`)
    }
    await node.stop()
    const files = (await readdir(whole)).filter((name) => !name.includes('lock')).sort()
    return {
      async check(damage) {
        const folder = join(root, 'damaged')
        await cp(whole, folder, { recursive: true })
        try {
          const file = files[damage.file % files.length]
          if (file === undefined) throw new Error('The journal has no files.')
          const before = await readFile(join(folder, file))
          const after = damaged(before, damage)
          await writeFile(join(folder, file), after)
          await restore(folder, file.endsWith('.journal') && !before.equals(after))
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      },
      close: () => rm(root, { recursive: true, force: true }),
    }
  },
})

async function restore(folder: string, mayLose: boolean): Promise<void> {
  const { node, transport, warnings } = await nodeIn(folder, Number.POSITIVE_INFINITY)
  try {
    await within(MAX_MS, 'start()', node.start())
  } catch (thrown) {
    if (isClacksError(thrown)) return
    throw thrown
  }
  try {
    await node.announce('sink.example', 1)
    for (let turn = 0; turn < 1_000 && !(node.isEmpty() && node.statistics().inFlight === 0); turn++)
      await nextTurn()
    const texts = transport.sent
      .filter((body) => body.includes(',"type":"message",'))
      .map((body) => body.slice('{"message":'.length, body.lastIndexOf(',"type":"message",')))
    const left = new Map(MESSAGES.map((message) => [message, 1]))
    for (const text of texts) {
      const count = left.get(text) ?? 0
      if (count === 0) violated(`Invented or doubled: ${text.slice(0, 200)}`)
      left.set(text, count - 1)
    }
    const lost = MESSAGES.length - texts.length
    if (lost > 0 && !mayLose) violated(`${lost} messages are lost, and the journal is whole.`)
    if (lost > 0 && warnings.length === 0) violated(`${lost} messages are lost without a warning.`)
  } finally {
    await within(MAX_MS, 'stop()', node.stop())
  }
}

async function nodeIn(folder: string, sendrate: number) {
  const warnings: string[] = []
  const warn = (text: string): void => {
    warnings.push(text)
  }
  const log: Log = { debug: () => {}, info: () => {}, warn, error: warn, child: () => log }
  const transport = new DirectTransport()
  const plugins = [journalPlugin({ folder, fsync: 'never' })]
  const node = new Clacks({
    hostname: 'self.example',
    port: 1,
    idleAnnounce: 0,
    sendrate,
    log,
    transport,
    plugins,
    stateFolder: `${folder}-state`,
  })
  return { node, transport, warnings }
}

function damaged(whole: Buffer, { kind, at, bytes: said }: Damage): Buffer {
  const place = Math.floor(at * whole.length)
  const [head, tail, other] = [whole.subarray(0, place), whole.subarray(place), Buffer.from(said, 'latin1')]
  switch (kind) {
    case 'flip': {
      const flipped = Buffer.from(whole)
      const byte = flipped[place]
      if (byte !== undefined) flipped[place] = byte ^ (1 << (said.length % 8))
      return flipped
    }
    case 'cut':
      return head
    case 'insert':
      return Buffer.concat([head, other, tail])
    case 'overwrite':
      return Buffer.concat([head, other, tail.subarray(other.length)])
    case 'append':
      return Buffer.concat([whole, other])
    case 'replace':
      return other
  }
}
