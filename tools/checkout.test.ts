import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VERSIONS } from '../packages/create-clacks-plugin/src/versions.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks checkout ü-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/**
 * Runs a script of the checkout, called from the folder.
 * @param interrupt the output at which Ctrl-C is pressed
 */
async function npmRun(
  script: 'create' | 'clacks',
  args: readonly string[],
  interrupt?: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(ROOT, `tools/${script}.js`), ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: folder, NO_COLOR: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let pressed = false
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (pressed || interrupt === undefined || !output.includes(interrupt)) return
      pressed = true
      child.kill('SIGINT')
    })
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('npm run create', () => {
  it('creates a project in the given folder, with the packages of the checkout', async () => {
    const args = ['radio', 'messages', '--js', '--skip-install', '--parent', '.']
    const { code, output } = await npmRun('create', args)
    expect(code, output).toBe(0)
    expect(output).toContain('Next:\n  cd clacks-plugin-radio\n')
    const text = await readFile(join(folder, 'clacks-plugin-radio/package.json'), 'utf8')
    const { dependencies, peerDependencies, devDependencies, scripts } = JSON.parse(text)
    expect({ ...dependencies, ...peerDependencies }).toEqual({
      '@clacks/plugin-message-formatter': VERSIONS.messageFormatter,
      clacks: VERSIONS.clacks,
    })
    const ours = Object.entries<string>(devDependencies).filter(([name]) => /^(@clacks\/|clacks$)/.test(name))
    expect(ours).toHaveLength(3)
    for (const [name, spec] of ours) {
      expect(spec, name).toMatch(/^file:.*\.tgz$/)
      expect(existsSync(spec.slice('file:'.length)), spec).toBe(true)
    }
    expect(scripts.verify).toContain(`--clacks "${devDependencies.clacks}"`)
    expect(scripts.verify).toContain(`--with "${devDependencies['@clacks/plugin-message-formatter']}"`)
  })

  it.each(['packages', 'examples/new', '.'])('refuses %s, which is inside the checkout', async (inside) => {
    const parent = join(ROOT, inside)
    const { code, output } = await npmRun('create', ['radio', '--parent', parent])
    expect(code).toBe(2)
    expect(output).toContain('is inside the checkout. Choose a folder outside of')
    expect(existsSync(join(parent, 'clacks-plugin-radio'))).toBe(false)
  })

  it('passes a usage error and its exit code through', async () => {
    const { code, output } = await npmRun('create', ['radio', 'obsever', '--parent', folder])
    expect(output).toContain('"obsever"')
    expect(code).toBe(2)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('npm run clacks', () => {
  // Windows has no signal that a program can catch: the process just ends.
  it.runIf(process.platform !== 'win32')(
    'runs a node from a config in the folder where it was called, until Ctrl-C',
    async () => {
      await writeFile(join(folder, 'tower.yaml'), 'port: 0\n')
      const { code, output } = await npmRun('clacks', ['start', 'tower.yaml'], 'peers ')
      expect(output).toMatch(/at https:\/\/localhost:\d+/)
      expect(output).toContain('stopped: 0 received')
      expect(code).toBe(0)
      expect(await readdir(folder)).toContain('.clacks')
    },
  )

  it('passes arguments and the exit code through', async () => {
    const { code, output } = await npmRun('clacks', ['strat'])
    expect(output).toContain('Did you mean start?')
    expect(code).toBe(2)
  })
})
