import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nameState } from '../src/cli/registry.js'
import { cleanEnvironment, create } from './command.js'
import { withFolder } from './with-folder.js'

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, env: cleanEnvironment(folder), encoding: 'utf8' })

describe('the folder of a project', () => {
  it('may be a fresh clone: its origin is the repository, and nothing is committed', async () => {
    await withFolder(async (folder) => {
      const clone = join(folder, 'clacks-plugin-radio')
      mkdirSync(clone)
      git(clone, 'init', '--quiet')
      git(clone, 'remote', 'add', 'origin', 'git@github.com:acme/wireless.git')
      const { code, out } = await create(folder, ['radio', '--skip-install'])
      expect(code).toBe(0)
      expect(out).toContain('nothing committed: the folder is your git repository')
      expect(manifestIn(clone).repository.url).toBe('git+https://github.com/acme/wireless.git')
      expect(git(clone, 'remote')).toBe('origin\n')
      expect(git(clone, 'status', '--short')).toContain('?? package.json')
    })
  })

  it('may be the working directory, which names the plugin', async () => {
    await withFolder(async (folder) => {
      const here = join(folder, 'My Radio')
      mkdirSync(here)
      const { code, out } = await create(here, ['.', 'service', '--skip-install'])
      expect(code).toBe(0)
      expect(manifestIn(here).name).toBe('clacks-plugin-my-radio')
      expect(out.split('Next:\n')[1]).toBe('  npm install\n  npm run dev\n')
      expect(readdirSync(folder)).toEqual(['My Radio'])
      const again = await create(here, ['.', '--skip-install'])
      expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists and is not empty') })
    })
  })

  it('gets a repository of its own beside a bare one', async () => {
    await withFolder(async (folder) => {
      git(folder, 'init', '--quiet', '--bare', '.')
      await create(folder, ['radio', '--skip-install'], { env: { GIT_CEILING_DIRECTORIES: '' } })
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).toContain('.git')
    })
  })

  it('is in the workspace of another package manager: uses that one', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'package.json'), '{ "workspaces": ["*"] }')
      writeFileSync(join(folder, 'yarn.lock'), '')
      const env = { npm_config_user_agent: 'npm/11.0.0 node/v20' }
      await create(folder, ['radio', '--skip-install'], { env })
      expect(manifestIn(join(folder, 'clacks-plugin-radio')).scripts.prepack).toBe('yarn run build')
    })
  })
})

it('the repository of a project is never guessed', async () => {
  await withFolder(async (folder) => {
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: "Zoë O'Brien" }
    const { out } = await create(folder, ['@acme/radio', '--skip-install'], { env })
    expect(out).toContain('no repository yet')
    const manifest = manifestIn(join(folder, 'clacks-plugin-radio'))
    expect(manifest.author).toContain("Zoë O'Brien")
    expect(manifest).not.toHaveProperty('repository')
  })
})

describe('the name in the registry', () => {
  it.each([
    [
      'taken',
      200,
      {
        name: 'clacks-plugin-radio',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name: 'clacks-plugin-radio', version: '1.0.0' } },
      },
    ],
    ['free', 404, {}],
    ['unknown', 500, {}],
    ['silent', undefined, {}],
  ] as const)('is %s', async (state, status, body) => {
    const registry = createServer((_, response) => {
      if (status === undefined) return
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(registry, 'listening')
    onTestFinished(() => {
      registry.closeAllConnections()
      registry.close()
    })
    const address = registry.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await withFolder(async (folder) => {
      writeFileSync(
        join(folder, '.npmrc'),
        `registry=http://127.0.0.1:${port}/\nfetch-retries=0\ncache=${folder}/cache\n`,
      )
      writeFileSync(join(folder, 'package.json'), '{}')
      const { signal } = new AbortController()
      const patienceMs = state === 'silent' ? 3000 : 60_000
      expect(await nameState('clacks-plugin-radio', folder, signal, patienceMs)).toBe(state)
    })
  })
})
