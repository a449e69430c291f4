import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment, create } from './command.js'
import { withFolder } from './with-folder.js'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

describe('wrong usage creates nothing and exits with 2', () => {
  it.each([
    ['no name', [], /the name is missing.*observer, transformer, service, messages, command/],
    ['an invalid name', ['日本'], /"日本" is not a valid name/],
    ['the name of a plugin of clacks', ['Logger'], /"logger" is taken.*@clacks\/plugin-logger.*"my-logger"/],
    ['its name on npm', ['clacks-plugin-archiver'], /"archiver" is taken/],
    ['an unknown template', ['radio', 'obsever'], /unknown template "obsever"; did you mean "observer"/],
    ['an unknown flag', ['radio', '--templat', 'observer'], /unknown option '--templat'.*--template/],
    ['a third argument', ['radio', 'observer', 'more'], /"more"/],
    ['an invalid repository', ['radio', '--repository', 'https://example.org'], /expected owner\/name/],
    ['a parent that does not exist', ['radio', '--parent', 'nowhere'], /the folder .*nowhere does not exist/],
    [
      'a flag that npm consumed, without its value',
      ['radio', 'x'],
      /npm consumed --author; put -- before it/,
      'author',
    ],
  ])('%s', async (_what, args, said, swallowed = 'nothing') => {
    await withFolder(async (folder) => {
      const env = { [`npm_config_${swallowed}`]: 'true' }
      const { code, out, err } = await create(folder, args, { env })
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toMatch(said)
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(readdirSync(folder)).toEqual([])
    })
  })
})

describe('an existing entry', () => {
  it('a folder with files: exits with 1, lists them, leaves them unchanged', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'clacks-plugin-radio'))
      writeFileSync(join(folder, 'clacks-plugin-radio/notes.txt'), 'mine')
      const { code, err } = await create(folder, ['radio'])
      expect(code).toBe(1)
      expect(err).toMatch(/exists and is not empty: notes\.txt\. Nothing was written/)
      expect(readdirSync(folder)).toEqual(['clacks-plugin-radio'])
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).toEqual(['notes.txt'])
    })
  })

  it('a file of that name: exits with 1', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'clacks-plugin-radio'), 'mine')
      const { code, err } = await create(folder, ['radio'])
      expect(code).toBe(1)
      expect(err).toContain('it is a file')
      expect(readdirSync(folder)).toEqual(['clacks-plugin-radio'])
    })
  })

  it('an empty folder is used', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'clacks-plugin-radio'))
      const { code } = await create(folder, ['radio', '--skip-install'])
      expect(code).toBe(0)
      expect(existsSync(join(folder, 'clacks-plugin-radio/package.json'))).toBe(true)
    })
  })

  // Windows has no such permissions.
  it.runIf(process.platform !== 'win32')(
    'no permission to write: exits with 1, and writes nothing',
    async () => {
      await withFolder(async (folder) => {
        // Root may write everywhere, so another user runs it on a copy that this user can read.
        const uid = process.getuid?.() === 0 ? 65_534 : undefined
        const copy = join(folder, 'package')
        for (const part of ['package.json', 'bin', 'dist', 'templates'])
          cpSync(join(PACKAGE, part), join(copy, part), { recursive: true })
        const parent = join(folder, 'locked')
        mkdirSync(parent)
        for (const each of [folder, copy]) chmodSync(each, 0o755)
        chmodSync(parent, 0o555)
        const bin = join(copy, 'bin/create-clacks-plugin.js')
        const { code, err } = await create(folder, ['radio', '--parent', parent], {
          bin,
          ...(uid !== undefined && { uid }),
        })
        expect(code).toBe(1)
        expect(err).toMatch(/cannot be written: EACCES.*Nothing was created/)
        expect(readdirSync(parent)).toEqual([])
        chmodSync(parent, 0o755)
      })
    },
  )
})

describe('a missing dependency', () => {
  it.runIf(process.platform !== 'win32')('git: a project without a repository, exits with 0', async () => {
    await withFolder(async (folder) => {
      const only = join(folder, 'bin')
      mkdirSync(only)
      symlinkSync(process.execPath, join(only, 'node'))
      const { code, out } = await create(folder, ['radio', '--skip-install'], { env: { PATH: only } })
      expect(code).toBe(0)
      expect(out).toContain('no git repository: git is not installed')
      expect(readdirSync(join(folder, 'clacks-plugin-radio'))).not.toContain('.git')
    })
  })

  it('the network: exits with 1, keeps the files, and prints what to run again', async () => {
    await withFolder(async (folder) => {
      const env = {
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_fetch_retries: '0',
        npm_config_cache: join(folder, 'cache'),
      }
      const { code, out } = await create(folder, ['radio'], { env })
      expect(code).toBe(1)
      expect(out).toContain('✖ npm install')
      expect(out).toMatch(/ECONNREFUSED/)
      expect(out.split('Next:\n')[1]).toBe('  cd clacks-plugin-radio\n  npm install\n  npm run dev\n')
      expect(existsSync(join(folder, 'clacks-plugin-radio/src/index.ts'))).toBe(true)
    })
  })
})

describe('inside another project', () => {
  it.each([
    ['package.json', '{ "workspaces": ["packages/*"] }'],
    ['pnpm-workspace.yaml', 'packages: [packages/*]'],
  ])('a workspace with %s: creates no lockfile and no node_modules', async (file, text) => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, file), text)
      mkdirSync(join(folder, 'packages'))
      const { code, out } = await create(join(folder, 'packages'), ['radio'])
      expect(code).toBe(0)
      expect(out).toContain(`inside the workspace ${folder}`)
      expect(readdirSync(folder).sort()).toEqual([file, 'packages'].sort())
      const made = readdirSync(join(folder, 'packages/clacks-plugin-radio'))
      for (const name of ['node_modules', 'package-lock.json']) expect(made).not.toContain(name)
    })
  })

  it('a git repository: creates no repository in it', async () => {
    await withFolder(async (folder) => {
      execFileSync('git', ['init', '--quiet'], { cwd: folder, env: cleanEnvironment(folder) })
      mkdirSync(join(folder, 'plugins'))
      const env = { GIT_CEILING_DIRECTORIES: '' }
      const { out } = await create(join(folder, 'plugins'), ['radio', '--skip-install'], { env })
      expect(out).toContain('already inside one')
      expect(readdirSync(join(folder, 'plugins/clacks-plugin-radio'))).not.toContain('.git')
    })
  })
})
