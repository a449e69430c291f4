import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { freePort } from '../../src/testing/free-port.js'
import { folderWith, write } from '../config/folder.js'
import { ROOT } from '../docs/pages.js'

/** The recipes of docs/operating.md are followed step by step, as an ordinary user. */
const PAGE = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')
/** `nobody` on every Unix, for a test that runs as root. */
const NOBODY = 65_534
const IS_ROOT = process.getuid?.() === 0

/** The only block of the page in a language whose text contains `part`. */
function blockOf(language: string, part: string): string {
  const blocks = [...PAGE.matchAll(/^```(\w+)\n(.*?)^```/gms)].filter(
    ([, name, text = '']) => name === language && text.includes(part),
  )
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] ?? ''
}

/** A machine: the paths of a recipe are below `root`. */
class Machine {
  readonly root = folderWith({})
  readonly env: Record<string, string> = {}
  cwd = this.root
  isOwn = true

  constructor() {
    chmodSync(this.root, 0o755)
  }

  /** Absolute paths of a recipe, wherever they stand in a text. */
  here(text: string): string {
    return text.replaceAll(/(?<![\w.])\/(?=(?:srv|var)\/)/g, `${this.root}/`)
  }

  /** Installs this package as `npm ci` would, and a config. */
  install(config: string): void {
    mkdirSync(join(this.cwd, 'node_modules/.bin'), { recursive: true })
    symlinkSync(join(ROOT, 'packages/clacks'), join(this.cwd, 'node_modules/clacks'))
    symlinkSync('../clacks/bin/clacks.js', join(this.cwd, 'node_modules/.bin/clacks'))
    write(this.cwd, { 'clacks.config.yaml': config })
  }

  makeStateFolder(path: string): void {
    mkdirSync(path, { recursive: true })
    if (IS_ROOT) chownSync(path, NOBODY, NOBODY)
  }

  spawn([program = '', ...args]: readonly string[]): ChildProcess {
    const command = program.endsWith('node') ? process.execPath : program
    // No HOME, no name of a user, a TMPDIR of its own: only what the recipe sets.
    const child = spawn(command, args, {
      cwd: this.cwd,
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(IS_ROOT && { uid: NOBODY, gid: NOBODY }),
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }

  async run(command: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = this.spawn(command)
    let output = ''
    child.stdout?.on('data', (text) => (output += text))
    child.stderr?.on('data', (text) => (output += text))
    const [code] = await once(child, 'close')
    return { code, output }
  }

  /** Starts a service, looks at it, and stops it as a service manager does. */
  async serve(
    command: readonly string[],
    { ready, status }: { ready: RegExp | undefined; status: readonly string[] },
  ): Promise<void> {
    const child = this.spawn(command)
    const closed = once(child, 'close')
    let output = ''
    const said = new Promise<void>((resolve) => {
      const read = (text: Buffer): void => {
        output += text
        if (ready?.test(output)) resolve()
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
      void closed.then(() => resolve())
    })
    if (ready === undefined) await this.untilReachable(status)
    else await said
    expect(child.exitCode, output).toBeNull()
    expect(await this.run(status)).toMatchObject({ code: 0, output: expect.stringContaining('pid') })
    child.kill('SIGTERM')
    expect(await closed, output).toEqual([0, null])
  }

  /** A quiet node says nothing when it has started. */
  async untilReachable(status: readonly string[]): Promise<void> {
    while ((await this.run(status)).code !== 0);
  }
}

describe.skipIf(process.platform === 'win32')('docs/operating.md', () => {
  it('starts no node through npm or npx', () => {
    expect(PAGE).not.toMatch(/np[mx] (?:exec |run )?(?:clacks )?start/)
  })

  it('has a Dockerfile and a compose file that work', async () => {
    const machine = new Machine()
    const { services } = parse(blockOf('yaml', 'services:'))
    const { environment, healthcheck, volumes, ports } = services.tower
    let command: readonly string[] = []
    for (const line of blockOf('dockerfile', 'FROM').trim().split('\n')) {
      const [, step = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? []
      const text = machine.here(rest)
      if (step === 'WORKDIR') {
        mkdirSync(text, { recursive: true })
        machine.cwd = text
      } else if (step === 'ENV') {
        const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(text) ?? []
        machine.env[name] = value
      } else if (step === 'RUN' && rest === 'npm ci --omit=dev --ignore-scripts') {
        machine.install('sendrate: 1\n')
      } else if (step === 'RUN') {
        const [, folder = ''] = /^mkdir -p (\S+) && chown node:node \1$/.exec(text) ?? []
        machine.makeStateFolder(folder)
      } else if (step === 'VOLUME') {
        expect(volumes).toEqual([`tower:${rest}`])
      } else if (step === 'EXPOSE') {
        expect(ports).toEqual([`${rest}:8080`])
      } else if (step === 'CMD') {
        command = JSON.parse(rest)
      } else expect(['FROM', 'COPY', 'USER', '#']).toContain(step)
    }
    const port = String(await freePort())
    Object.assign(machine.env, environment, { CLACKS_PORT: port, CLACKS_LISTEN_HOST: '127.0.0.1' })
    const [, ...status] = healthcheck.test
    const state = machine.here('/var/lib/clacks')
    await machine.serve(command, { ready: /"event":"started"/, status })
    const key = readFileSync(join(state, 'key.pem'), 'utf8')
    expect(readdirSync(machine.cwd).sort()).toEqual(['clacks.config.yaml', 'node_modules'])
    await machine.serve(command, { ready: /"event":"started"/, status })
    expect(readFileSync(join(state, 'key.pem'), 'utf8')).toBe(key)
  })

  it('has a systemd unit that works', async () => {
    const machine = new Machine()
    const unit = blockOf('ini', '[Service]')
    const setting = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? ''
    machine.cwd = machine.here(setting('WorkingDirectory'))
    const port = await freePort()
    const config = blockOf('yaml', 'stateFolder').replace('tower-1.example', 'localhost')
    machine.install(`${machine.here(config)}port: ${port}\n`)
    machine.makeStateFolder(machine.here(`/var/lib/${setting('StateDirectory')}`))
    expect(await machine.run(setting('ExecStartPre').split(' '))).toMatchObject({ code: 0 })
    const [, status = ''] = /`sudo -u clacks (.*? status)`/.exec(PAGE) ?? []
    const shown = status.split(' ')
    await machine.serve(setting('ExecStart').split(' '), { ready: undefined, status: shown })
    expect(readdirSync(machine.cwd).sort()).toEqual(['clacks.config.yaml', 'node_modules'])
  })

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)(
    'has a systemd unit that systemd accepts',
    () => {
      const folder = folderWith({
        'clacks.service': blockOf('ini', '[Service]').replaceAll('/usr/bin/node', process.execPath),
      })
      const { status, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', '--man=no', join(folder, 'clacks.service')],
        { encoding: 'utf8' },
      )
      expect(stderr.split('\n').filter((line) => line.includes('clacks.service'))).toEqual([])
      expect(status).toBe(0)
    },
  )
})
