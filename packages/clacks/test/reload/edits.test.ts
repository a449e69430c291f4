import { readdirSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../../src/config/read/read-config.js'
import type { Clacks } from '../../src/node.js'
import { Reloader } from '../../src/reload/reloader.js'
import { folderWith, installed, write } from '../config/folder.js'
import { memoryNodes } from '../node/memory-nodes.js'

const EDITS = 1_000
const MESSAGES = 200

/**
 * Counts, for the whole process, what plugins do: they are loaded by path and by name, and share
 * nothing else with the test.
 */
interface Ledger {
  setups: number
  teardowns: number
  calls: number
  ticks: number
}
declare global {
  var clacksLedger: Ledger
}

/**
 * A plugin that takes everything that a plugin can leave behind: taps, a timer, a listener, a file
 * handle.
 */
const TAKER = (name: string) => `
  import { open } from 'node:fs/promises'
  export default {
    name: '${name}',
    id: '${name}',
    options: undefined,
    resolveOptions: () => ({}),
    async setup(ctx) {
      const ledger = globalThis.clacksLedger
      ledger.setups++
      const handle = await open(new URL(import.meta.url).pathname)
      const listener = () => {}
      process.on('warning', listener)
      ctx.every(5, () => { ledger.ticks++ })
      ctx.hooks.received.tap(async (reception) => {
        await undefined
        ledger.calls++
        reception.message = { ...reception.message, ${name}: (reception.message.${name} ?? 0) + 1 }
      })
      ctx.hooks.beforeSend.tap(() => undefined)
      ctx.hooks.queued.tap(() => {})
      return async () => {
        process.off('warning', listener)
        await handle.close()
        ledger.teardowns++
      }
    },
  }`

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

/** The time of the network goes on until the work, which also waits for real files, is done. */
async function meanwhile<Result>(work: Promise<Result>): Promise<Result> {
  let over = false
  const ended = (): void => {
    over = true
  }
  work.then(ended, ended)
  while (!over) await nodes.clock.advance('1ms')
  return work
}

const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
const rawTaps = (node: Clacks): number =>
  Object.values(node.hooks).reduce((sum, hook: { taps: readonly unknown[] }) => sum + hook.taps.length, 0)

it(`${EDITS} edits under a load of 1,000 messages a second, plugins replaced by each: nothing is lost, doubled or left behind`, async () => {
  globalThis.clacksLedger = { setups: 0, teardowns: 0, calls: 0, ticks: 0 }
  const ledger = globalThis.clacksLedger
  const config = (edit: number): object => ({
    hostname: 'a',
    port: 80,
    sendrate: 1_000 + (edit % 2),
    plugins: ['./taker.js', ['other', undefined, { id: 'other' }]],
  })
  const folder = folderWith({
    'clacks.config.json': config(0),
    'taker.js': TAKER('taker'),
    ...installed('clacks-plugin-other', TAKER('other')),
  })
  const read = () => readConfig(undefined, { cwd: folder, env: {} })
  const loaded = await read()
  const node = await nodes.start('a', { plugins: loaded.plugins })
  const others = [await nodes.start('b'), await nodes.start('c')]
  const all = [node, ...others]
  for (const one of all) for (const other of all) if (one !== other) one.addPeer(other.address.hostname, 80)
  const everybodySends = async (sendrate: number): Promise<void> => {
    for (const one of all) await one.reconfigure({ settings: { ...one.address, sendrate } })
  }
  const taken = (): object => ({
    files: openFiles(),
    listeners: process.listenerCount('warning'),
    taps: rawTaps(node),
    timers: nodes.clock.pending,
  })
  for (let id = 0; id < MESSAGES; id++) node.enqueue({ id })
  const reloader = await Reloader.of(node, loaded, read)
  await nodes.clock.advance('1s')
  await everybodySends(0)
  await nodes.clock.advance('1m')

  const before = taken()
  const since = { ...ledger, received: node.statistics().received }
  await everybodySends(1_000)
  for (let edit = 1; edit <= EDITS; edit++) {
    // One is replaced because its code is another, the other because its options are.
    write(folder, {
      'taker.js': `${TAKER('taker')} // ${edit}`,
      'clacks.config.json': {
        ...config(edit),
        plugins: ['./taker.js', edit % 2 === 1 ? 'other' : ['other', undefined, { id: 'other' }]],
      },
    })
    const reload = await meanwhile(reloader.apply())
    expect(reload).toMatchObject({ added: [], removed: [], restart: [], changed: ['sendrate'] })
    expect([...reload.replaced].sort()).toEqual(['other', 'taker'])
  }

  expect(ledger.setups - since.setups).toBe(2 * EDITS)
  expect(ledger.setups - ledger.teardowns).toBe(2)
  // Every message that came in met each plugin once: the one that went or the one that came, never
  // both and never none.
  await everybodySends(0)
  await nodes.clock.advance('1m')
  const received = node.statistics().received - since.received
  expect(received).toBeGreaterThan(EDITS)
  expect(ledger.calls - since.calls).toBe(2 * received)
  expect(taken()).toEqual(before)
  expect(all.every((each) => each.statistics().discarded === 0)).toBe(true)

  await meanwhile(Promise.all(all.map((each) => each.stop())))
  expect(ledger.teardowns).toBe(ledger.setups)
  expect(nodes.clock.pending).toBe(0)
  const left = all.flatMap((each) => [...each.peek(), ...each.inFlightMessages()]) as { id: number }[]
  expect(left.map(({ id }) => id).sort((one, other) => one - other)).toEqual(
    Array.from({ length: MESSAGES }, (_, id) => id),
  )
}, 240_000)
