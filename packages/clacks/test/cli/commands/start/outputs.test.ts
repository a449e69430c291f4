import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { folderWith } from '../../../config/folder.js'
import { clacks } from '../../command.js'
import { redirected } from '../../redirected.js'
import { runningNode } from '../../running-node.js'

const LOUD = {
  'loud.ts': `
    import { definePlugin } from 'clacks'
    export default definePlugin({ name: 'loud', setup({ hooks, log }) {
      log.debug('only at debug')
      log.info('use _id_ here, and \`b\`', { of: 3 })
      log.warn('two\\nlines \\u001b[2J')
      hooks.queued.tap(() => { for (let i = 0; i < 300; i++) log.warn('again') })
    } })`,
}
const TIME = String.raw`\d{4}-\d\d-\d\dT[\d:.]{12}Z`

const loud = (config: object = {}): string =>
  folderWith({ 'clacks.config.json': { port: 0, sendrate: 0, plugins: ['./loud.ts'], ...config }, ...LOUD })

/** Waits until a node can be reached in a folder. */
const reachable = (folder: string): Promise<void> =>
  vi.waitFor(async () => expect((await clacks(['status'], folder).end()).code).toBe(0), 20_000)

describe('the log of clacks start', () => {
  it('has time, level and module in front of each entry, and its text as it is', async () => {
    const node = clacks(['start'], loud(), { FORCE_COLOR: '1' })
    await node.complaint('lines')
    await node.line((line) => line.includes('https://'))
    const { stderr } = await node.end('SIGTERM')
    expect(stderr).toMatch(new RegExp(`^${TIME} INFO  loud: use _id_ here, and \`b\` {"of":3}$`, 'm'))
    expect(stderr).toMatch(new RegExp(`^${TIME} WARN  loud: two\\n  lines \\\\u001b\\[2J$`, 'm'))
    expect(stderr).not.toContain('only at debug')
    expect(stderr).not.toContain('\u001b')
  })

  it.each([
    ['the command line', ['--log-level', 'debug'], {}, {}],
    ['a variable', [], { CLACKS_LOG_LEVEL: 'debug' }, {}],
    ['the config', [], {}, { logLevel: 'debug' }],
  ])('shows debug entries of plugins if %s says so', async (_, args, env, config) => {
    const node = clacks(['start', '--json', ...args], loud(config), env)
    expect(await node.event('log', ({ level }) => level === 'debug')).toMatchObject({
      module: 'loud',
      text: 'only at debug',
    })
  })

  it('is part of the one stream of --json, with level and code', async () => {
    const { node } = await runningNode({ plugins: ['./loud.ts'] }, LOUD)
    expect(await node.event('log')).toMatchObject({
      time: expect.stringMatching(new RegExp(`^${TIME}$`)),
      level: 'info',
      module: 'loud',
      text: 'use _id_ here, and `b`',
      details: { of: 3 },
    })
    expect(await node.event('started')).toMatchObject({ level: 'info' })
    expect((await node.end('SIGTERM')).stderr).toBe('')
  })

  it('writes 100 equal entries', async () => {
    const { node, run } = await runningNode({ sendrate: 0, plugins: ['./loud.ts'] }, LOUD)
    await run('send', 'x')
    await node.event('queued')
    expect(node.log.match(/^again$/gm)).toHaveLength(100)
  })
})

describe.runIf(process.platform !== 'win32')('a standard stream', () => {
  it('that is systemd-journald gets priorities instead of times', async () => {
    const folder = loud()
    const file = join(folder, 'journal')
    const fd = openSync(file, 'w')
    const { dev, ino } = fstatSync(fd)
    const node = redirected(['start'], folder, ['ignore', fd, fd], { JOURNAL_STREAM: `${dev}:${ino}` })
    closeSync(fd)
    await reachable(folder)
    node.process.kill('SIGTERM')
    expect(await node.ended).toBe(0)
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.filter((line) => !/^<\d>/.test(line))).toEqual([])
    expect(lines).toContain('<4>WARN  loud: two')
  })

  it.runIf(process.platform === 'linux')('that is full does not stop the node', async () => {
    const folder = loud()
    const full = openSync('/dev/full', 'w')
    const node = redirected(['start'], folder, ['ignore', full, 'pipe'])
    closeSync(full)
    let stderr = ''
    node.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    await reachable(folder)
    expect((await clacks(['send', 'x'], folder).end()).code).toBe(0)
    expect((await clacks(['stop'], folder).end()).code).toBe(0)
    expect(await node.ended).toBe(0)
    expect(stderr.match(/Standard output cannot be written: ENOSPC/g)).toHaveLength(1)
  })

  it('whose reader has gone does not stop the node, and the other one says so once', async () => {
    const { node, run } = await runningNode()
    node.process.stdout.destroy()
    await run('send', 'x')
    await node.complaint('Standard output is closed. The node keeps running without it.')
    expect((await run('send', 'y')).code).toBe(0)
    const { code, stderr } = await node.end('SIGTERM')
    expect(code).toBe(0)
    expect(stderr.match(/Standard output is closed/g)).toHaveLength(1)
  })

  it('that nobody reads drops lines, counts them, and says so when it is read again', async () => {
    const folder = folderWith({ 'clacks.config.json': { port: 0, sendrate: 0 } })
    const node = redirected(['start', '--json'], folder, ['ignore', 'pipe', 'pipe'])
    await reachable(folder)
    const send = clacks(['send'], folder)
    const text = 'x'.repeat(10_000)
    send.process.stdin.end(Array.from({ length: 400 }, () => text).join('\n'))
    expect(await send.end()).toMatchObject({ code: 0, stdout: '400 messages enqueued\n' })
    let stdout = ''
    const dropped = new Promise<void>((resolve) => {
      node.process.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk
        if (stdout.includes('dropped here')) resolve()
      })
    })
    await dropped
    node.process.kill('SIGTERM')
    expect(await node.ended).toBe(0)
    const events: { event: string; text?: string }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const written = events.filter(({ event }) => event === 'queued').length
    const count = Number(
      /^(\d+) lines were dropped/.exec(events.find(({ event }) => event === 'log')?.text ?? '')?.[1],
    )
    expect(written + count).toBe(400)
    expect(count).toBeGreaterThan(100)
  })

  it('that nobody reads does not delay the end of the node', async () => {
    const folder = folderWith({ 'clacks.config.json': { port: 0, sendrate: 0 } })
    const node = redirected(['start', '--json'], folder, ['ignore', 'pipe', 'pipe'])
    await reachable(folder)
    const send = clacks(['send'], folder)
    send.process.stdin.end(Array.from({ length: 400 }, () => 'x'.repeat(10_000)).join('\n'))
    await send.end()
    node.process.kill('SIGTERM')
    expect(await node.ended).toBe(0)
  })
})

describe('a command that shows its result', () => {
  it.runIf(process.platform === 'linux')('fails if standard output is full', async () => {
    const full = openSync('/dev/full', 'w')
    const help = redirected(['config', 'schema'], folderWith({}), ['ignore', full, 'pipe'])
    closeSync(full)
    let stderr = ''
    help.process.stderr?.on('data', (text) => {
      stderr += text
    })
    expect(await help.ended).toBe(1)
    expect(stderr).toMatch(/^clacks: Standard output cannot be written: ENOSPC.*\n$/)
  })
})
