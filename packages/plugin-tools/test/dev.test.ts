import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BIN } from './verified.js'

const SHOUT = fileURLToPath(new URL('./fixtures/source', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks dev ü-'))
  await cp(SHOUT, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  return spawn(process.execPath, [BIN, 'dev', ...args], { env })
}

/** Runs it on an input to its end. */
async function typed(input: string, ...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = start(...args)
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [out, err, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise((done) => child.once('close', done)),
  ])
  return { code, out, err }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}

describe('clacks-plugin dev', () => {
  it('shows what each tap does to each message, and what happens to it', async () => {
    const { code, out, err } = await typed('hello\nspam\nno\nboom\n{"a":1}\n', folder)
    expect(err).toBe('')
    const lines = out
      .replaceAll(/ {2}\(\d+\.\d ms\)/g, '')
      .replaceAll(/:\d+:\d+\./g, ':N.')
      .replaceAll(/^tower-[12] {6}gets/gm, 'tower-N      gets')
    expect(`\n${lines}`).toBe(
      `
here         ready       shout, from src/index.ts with {}
                         type a message, or .help
tower-1      sends       "hello"
shout        received    message: "hello" -> "HELLO!"
shout        beforeSend  passed on "HELLO!"
tower-N      gets        "HELLO!"
tower-1      sends       "spam"
shout        received    drop: spam
here         discarded   spam: "spam"
tower-1      sends       "no"
shout        received    reject: texts only
tower-1      refused     the peer answered 422: texts only: it keeps "no"
tower-1      sends       "boom"
shout        received    failed: boom
here         warn        [shout:received] boom, thrown at src/index.ts:N. Fix the plugin, or report it to its author.
tower-1      refused     the peer answered 500: a plugin of this node failed: it keeps "boom"
tower-1      sends       {"a":1}
shout        received    passed on {"a":1}
shout        beforeSend  passed on {"a":1}
tower-N      gets        {"a":1}
`,
    )
    expect(code).toBe(0)
  })

  it('runs commands, and takes options from the command line', async () => {
    const input = '.enqueue own\n.peers\n.plugins\n.nix\nfalse\n.quit\nhello\n'
    const { code, out } = await typed(input, folder, '--options', '{"suffix":"?"}', '--json')
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ event }) => event)).toEqual([
      'ready',
      'tap',
      'gets',
      'answer',
      'answer',
      'answer',
      'refused',
    ])
    expect(events[0]).toMatchObject({ plugins: ['shout'], text: expect.stringContaining('{"suffix":"?"}') })
    expect(events[2]).toMatchObject({ message: 'own' })
    expect(events[3].lines).toEqual(['tower-1:8080  alive', 'tower-2:8080  alive'])
    expect(events[5].text).toContain('unknown command .nix')
    expect(events[6].text).toBe('false is not a message')
    expect(code).toBe(0)
  })

  it('takes the plugins and their options from the config of the example', async () => {
    await mkdir(join(folder, 'example'))
    const config = { port: 9000, plugins: [['../src/index.ts', { suffix: '?' }]] }
    await writeFile(join(folder, 'example/clacks.config.json'), JSON.stringify(config))
    const { out } = await typed('hello\n', folder)
    expect(out).toContain(`shout, from ${join('example', 'clacks.config.json')}`)
    expect(out).toContain('"HELLO?"')
  })

  it('reloads on save, and keeps the old plugin if the new one cannot be loaded', async () => {
    const child = start(folder, '--json')
    const events = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (event: string): Promise<Record<string, unknown>> => {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error(`it ended before "${event}"`)
        const parsed = JSON.parse(value)
        if (parsed.event === event) return parsed
      }
    }
    await next('ready')
    child.stdin.write('.plugins\n')
    await next('answer')
    await writeFile(join(folder, 'src/line.ts'), 'export const louder = (text: string) =>\n')
    expect((await next('kept')).text).toMatch(/src.line\.ts:2:1: syntax: Unexpected token/)
    child.stdin.write('one\n')
    expect((await next('gets')).message).toBe('ONE!')
    await writeFile(join(folder, 'src/line.ts'), 'export const louder = (text: string) => text + text\n')
    expect((await next('reloaded')).plugins).toEqual(['shout'])
    child.stdin.write('two\n')
    expect((await next('gets')).message).toBe('twotwo!')
    const ended = new Promise((done) => child.once('close', done))
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })

  it('reports an uncaught error of the plugin, keeps running, and exits with 1', async () => {
    const { code, out } = await typed('escape\nhello\n', folder)
    expect(out).toMatch(/crashed +uncaught error: Error: escaped/)
    expect(out).toContain('"HELLO!"')
    expect(code).toBe(1)
  })

  it('reports messages that the plugin holds', async () => {
    const { code, out } = await typed('hold\n', folder)
    expect(out).toMatch(/left +1 message in the queue/)
    expect(code).toBe(0)
  })

  it('exits with 1 for a plugin that cannot be loaded, and reports where; with 2 if there is none', async () => {
    await writeFile(join(folder, 'src/line.ts'), 'export const (\n')
    const broken = await typed('', folder)
    expect(broken).toMatchObject({ code: 1, out: '' })
    expect(broken.err).toMatch(/src.line\.ts:1:14: syntax/)
    expect(await typed('', tmpdir())).toMatchObject({ code: 2, out: '' })
    const wrong = await typed('', folder, '--options', '{"sufix":"?"}')
    expect(wrong.code).toBe(1)
    expect(await typed('', folder, '--options', '{')).toMatchObject({ code: 2, out: '' })
  })
})
