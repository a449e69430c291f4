import { describe, expect, it } from 'vitest'
import { folderWith } from '../config/folder.js'
import { clacks, type RunningCommand } from './command.js'

const CONFIG = { 'clacks.config.json': { port: 0, sendrate: 100, plugins: ['./shout.ts'] } }
const SHOUT = {
  'shout.ts': `
    import { definePlugin } from 'clacks'
    export default definePlugin({
      name: 'shout', version: '1.2.3',
      setup(ctx) {
        ctx.hooks.received.tap((reception) => {
          if (reception.message === 'whisper') throw new Error('too low')
          reception.message = String(reception.message).toUpperCase()
        })
      },
    })`,
}

/** Starts a node with `--json`, and waits until it listens. */
async function startJson(
  cwd: string,
  ...args: readonly string[]
): Promise<{ node: RunningCommand; address: string }> {
  const node = clacks(['start', '--json', ...args], cwd)
  const { address } = await node.event('started')
  return { node, address: String(address) }
}

const speaker = (peer: string, settings: object = {}) =>
  folderWith({ 'clacks.config.json': { port: 0, sendrate: 100, peers: [peer], ...settings } })

describe('clacks start', () => {
  it('shows address, fingerprint, certificate, plugins and peers, then one event per line, and stops on Ctrl-C', async () => {
    const node = clacks(['start'], folderWith({ ...CONFIG, ...SHOUT }))
    const at = await node.line((line) => line.includes('https://localhost:'))
    const address = /localhost:\d+/.exec(at)?.[0] ?? ''
    await node.line((line) => /^fingerprint( +[0-9a-f]{4}){16}$/.test(line))
    await node.line((line) => /^certificate +self-signed, stored in \.clacks$/.test(line))
    await node.line((line) => /^plugins +shout 1\.2\.3$/.test(line))
    await node.line((line) => /^peers +none yet$/.test(line))

    const other = clacks(['start', '--json', '--stdin'], speaker(address))
    other.process.stdin.write('hello\n')
    await node.line((line) =>
      /^\d{4}-\d\d-\d\dT[\d:.]{12}Z {2}received {4}localhost:\d+ +"HELLO"$/.test(line),
    )
    await node.line((line) => /^[\d:.TZ-]{24} {2}discovered {2}localhost:\d+/.test(line))
    await other.end('SIGTERM')

    const { code, stdout } = await node.end('SIGINT')
    expect(code).toBe(0)
    expect(stdout).toMatch(/stopped: [1-9]\d* received, \d+ sent, 0 discarded, \d+ left in the queue\n$/)
    expect(stdout).not.toContain('\u001b')
  })

  it('writes nothing but NDJSON with --json', async () => {
    const { node, address } = await startJson(folderWith({ ...CONFIG, ...SHOUT }))
    const other = clacks(['start', '--json', '--stdin'], speaker(address))
    other.process.stdin.write('{"class":"chat"}\nwhisper\n')
    expect(await other.event('queued')).toMatchObject({ message: { class: 'chat' }, origin: 'enqueued' })
    expect(await other.event('sent')).toMatchObject({ message: { class: 'chat' }, peer: address })
    expect(await node.event('received')).toMatchObject({
      message: '[OBJECT OBJECT]',
      peer: expect.stringMatching(/^localhost:\d+$/),
    })
    expect(await node.event('pluginFailed')).toMatchObject({ plugin: 'shout', hook: 'received' })
    expect(await other.event('sendFailed')).toMatchObject({ message: 'whisper', status: 500 })
    await node.complaint('too low')
    const { code, stdout } = await node.end('SIGTERM')
    expect(code).toBe(0)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const { time, event } of events) {
      expect(new Date(time).toISOString()).toBe(time)
      expect(event).toEqual(expect.any(String))
    }
    expect(events[0]).toMatchObject({
      event: 'started',
      plugins: [{ id: 'shout', name: 'shout', version: '1.2.3' }],
    })
    // The two pass it back and forth until the end.
    const received = events.filter(({ event }) => event === 'received').length
    expect(events.at(-1)).toMatchObject({ event: 'stopped', statistics: { received } })
  })

  it('shows that it has started after any number of messages from before', async () => {
    const flood = `
      import { definePlugin } from 'clacks'
      export default definePlugin({
        name: 'flood',
        setup({ node }) {
          for (let number = 0; number < 5_000; number++) node.enqueue('x'.repeat(500))
        },
      })`
    const folder = folderWith({
      'clacks.config.json': { port: 0, sendrate: 0, plugins: ['./flood.ts'] },
      'flood.ts': flood,
    })
    const { node } = await startJson(folder)
    const { stdout } = await node.end('SIGTERM')
    expect(stdout).toMatch(/[1-9]\d* lines were dropped here/)
  })

  it('keeps running when standard input ends', async () => {
    const { node, address } = await startJson(folderWith(CONFIG_ALONE))
    const sender = clacks(['start', '--json', '--stdin'], speaker(address))
    sender.process.stdin.end('one\ntwo')
    await node.event('received', ({ message }) => message === 'two')
    expect(sender.process.exitCode).toBeNull()
    expect((await sender.end('SIGINT')).code).toBe(0)
  })

  it('escapes control characters in messages', async () => {
    const node = clacks(['start'], folderWith(CONFIG_ALONE))
    const at = await node.line((line) => line.includes('https://localhost:'))
    const sender = clacks(['start', '--json', '--stdin'], speaker(/localhost:\d+/.exec(at)?.[0] ?? ''))
    sender.process.stdin.write(`\u001b[2J\u009b31m\u202e${'x'.repeat(500)}\n`)
    const line = await node.line((text) => text.includes('received'))
    // Only a terminal shortens it.
    expect(line.endsWith(`"\\u001b[2J\\u009b31m\\u202e${'x'.repeat(500)}"`)).toBe(true)
  })

  it('only writes that it has started, and warnings, with --quiet', async () => {
    const { node, address } = await startJson(folderWith(CONFIG_ALONE))
    const quiet = clacks(['start', '--quiet', '--stdin'], speaker(address))
    quiet.process.stdin.write('hello\nnull\n')
    await node.event('received')
    await quiet.complaint('Line 2 of the input is null, which is not a message.')
    expect(await quiet.end('SIGINT')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^clacks \S+ started at https:\/\/localhost:\d+\n$/),
    })
  })

  it('exits with 1 if the port is in use', async () => {
    const { address } = await startJson(folderWith(CONFIG_ALONE))
    const port = Number(address.split(':')[1])
    const { code, stderr, stdout } = await clacks(
      ['start'],
      folderWith({ 'clacks.config.json': { port } }),
    ).end()
    expect(stderr).toMatch(/^clacks: .*ERR_CLACKS_PORT_IN_USE/)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  it('exits immediately on a second Ctrl-C', async () => {
    const files = {
      'slow.ts': `export default { name: 'slow', apply(node) { node.hooks.stopping.tapPromise('slow', () => new Promise(() => {})) } }`,
    }
    const { node } = await startJson(
      folderWith({ 'clacks.config.json': { port: 0, plugins: ['./slow.ts'] }, ...files }),
    )
    node.process.kill('SIGINT')
    await node.event('stopping')
    expect((await node.end('SIGINT')).code).toBe(130)
  })
})

const CONFIG_ALONE = { 'clacks.config.json': { port: 0 } }
