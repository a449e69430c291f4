import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BIN, cleanEnvironment, create } from './command.js'
import { withFolder } from './with-folder.js'

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen')
  return address.port
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

describe('without a terminal', () => {
  it('creates a project without questions, and prints the next steps', async () => {
    await withFolder(async (folder) => {
      const { code, out, err } = await create(folder, ['My Logger', 'observer', '--skip-install'])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(readdirSync(folder)).toEqual(['clacks-plugin-my-logger'])
      expect(out.split('Next:\n')[1]).toBe('  cd clacks-plugin-my-logger\n  npm install\n  npm run dev\n')
      const project = join(folder, 'clacks-plugin-my-logger')
      expect(manifestIn(project)).toMatchObject({ name: 'clacks-plugin-my-logger' })
      const git = (...args: string[]) =>
        execFileSync('git', args, { cwd: project, env: cleanEnvironment(folder), encoding: 'utf8' })
      expect(git('status', '--short')).toBe('')
      expect(git('log', '--oneline').trim().split('\n')).toHaveLength(1)
    })
  })

  it('keeps the project if it is interrupted while it installs, and prints the next steps', async () => {
    const pressed = new AbortController()
    // A registry that never answers.
    const registry = createServer(() => pressed.abort()).listen(0, '127.0.0.1')
    await once(registry, 'listening')
    onTestFinished(() => {
      registry.closeAllConnections()
      registry.close()
    })
    await withFolder(async (folder) => {
      const env = {
        npm_config_registry: `http://127.0.0.1:${portOf(registry)}/`,
        npm_config_cache: `${folder}/cache`,
      }
      const { code, out } = await create(folder, ['radio'], { env, signal: pressed.signal })
      expect(code).toBe(130)
      expect(out).toContain('✖ npm install\n')
      expect(out.split('Next:\n')[1]).toBe('  cd clacks-plugin-radio\n  npm install\n  npm run dev\n')
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).toEqual(
        expect.arrayContaining(['.git', 'src']),
      )
    })
  })

  it('prints the command that creates the same project again', async () => {
    await withFolder(async (folder) => {
      const args = [
        '@Acme/Radio',
        '--template',
        'transformer',
        '--js',
        '--summary',
        "It's  loud.",
        '--skip-install',
      ]
      const { out } = await create(folder, args, { env: { GIT_AUTHOR_NAME: 'A' } })
      const [, line = ''] = /clacks-plugin@latest (.*)\n/.exec(out) ?? []
      const again = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
        .trim()
        .split('\n')
      const [, , ...flags] = again.filter((word) => word !== '--')
      const other = ['--parent', 'other', '--skip-install']
      execFileSync('mkdir', ['other'], { cwd: folder })
      expect((await create(folder, [...again.slice(0, 2), ...flags, ...other])).code).toBe(0)
      expect(manifestIn(join(folder, 'other/clacks-plugin-radio'))).toEqual(
        manifestIn(join(folder, 'clacks-plugin-radio')),
      )
    })
  })

  it.each([
    // As npm 11 passes them on; the last two with `--template=service`, and as older versions do.
    [
      ['radio', 'service'],
      { npm_config_template: 'true', npm_config_json: 'true' },
      '--js --skip-install --template',
    ],
    [
      ['service', 'radio'],
      { npm_config_template: 'true', npm_config_json: 'true' },
      '--js --skip-install --template',
    ],
    [
      ['radio'],
      { npm_config_template: 'service', npm_config_js: 'true' },
      '--js --skip-install --template service',
    ],
    [
      [],
      { npm_config_template: 'service', npm_config_js: 'radio' },
      '--js radio --skip-install --template service',
    ],
  ])('restores flags that npm consumed: %j %j', async (args, swallowed, flags) => {
    await withFolder(async (folder) => {
      const env = { ...swallowed, npm_config_skip_install: 'true' }
      const { code, err } = await create(folder, args, { env })
      expect(code).toBe(0)
      expect(err).toContain(`npm consumed ${flags}; the flags are used anyway. Put -- before them.`)
      const { name, answers } = manifestIn(join(folder, 'clacks-plugin-radio'))['clacks-template']
      expect({ name, language: answers.language }).toEqual({ name: 'service', language: 'javascript' })
    })
  })

  it.each([
    ['pnpm/9.0.0 npm/? node/v20', 'pnpm'],
    ['yarn/4.1.0 npm/? node/v20', 'yarn'],
    ['bun/1.3.0 npm/? node/v24', 'bun'],
    ['npm/11.0.0 node/v20', 'npm'],
  ])('detects the package manager: %s', async (agent, packageManager) => {
    await withFolder(async (folder) => {
      const env = { npm_config_user_agent: agent }
      const { out } = await create(folder, ['radio', '--skip-install', '--skip-git'], { env })
      expect(out).toContain(`  ${packageManager} install\n  ${packageManager} run dev\n`)
      expect(out).toMatch(new RegExp(`again without questions: ${packageManager} create .*clacks-plugin`))
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).not.toContain('.git')
    })
  })

  it.each([
    'https://github.com/acme/radio',
    'git@github.com:acme/radio.git',
    'https://github.com/acme/radio/',
  ])('accepts the URL of a repository: %s', async (repository) => {
    await withFolder(async (folder) => {
      const { code, out } = await create(folder, ['radio', '--skip-install', '--repository', repository])
      expect(code).toBe(0)
      expect(out).toContain('repository github.com/acme/radio\n')
      expect(out).toContain('clacks-plugin@latest clacks-plugin-radio observer -- --repository acme/radio\n')
    })
  })

  it('continues if its reader goes away, as `head` does', async () => {
    await withFolder(async (folder) => {
      const child = spawn(process.execPath, [BIN, 'radio', '--skip-install'], {
        cwd: folder,
        env: cleanEnvironment(folder),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child.stdout.destroy()
      const [code, err] = await Promise.all([
        new Promise((done) => child.once('close', done)),
        text(child.stderr),
      ])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).toContain('.git')
    })
  })

  it('prints its version and its usage', async () => {
    await withFolder(async (folder) => {
      const version = await create(folder, ['--version'])
      expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
      const help = await create(folder, ['--help'])
      expect(help.code).toBe(0)
      for (const word of ['observer', 'transformer', 'service', 'messages', 'command'])
        expect(help.out).toContain(word)
    })
  })
})
