import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLACKS, command, GOOD, replace, verified, withPlugin } from './verified.js'

describe('clacks-plugin verify', () => {
  it('reports no issues for a good plugin', async () => {
    const { code, out, err } = await command('verify', GOOD, '--clacks', CLACKS)
    expect(err).toBe('')
    expect(out).toMatch(/✔ \d+ checks, no issues/)
    expect(code).toBe(0)
  })

  it('reports every rule that a package breaks, and the fix', async () => {
    await withPlugin(
      async (folder) => {
        const manifest = {
          name: '@acme/shout',
          version: '1.0.0',
          type: 'module',
          exports: { '.': './code/index.js', './more': './code/more.js' },
          scripts: { postinstall: 'node -e ""' },
          clacks: { schema: './schema.json', commands: './nope.js' },
          dependencies: { clacks: '^1.0.0' },
        }
        await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
        await writeFile(join(folder, 'README.md'), '# {{name}}\n')
        await rm(join(folder, 'LICENSE'))
        await replace(folder, 'code/index.d.ts', '=> Plugin', '=> Missing')
        await replace(folder, 'schema.json', ', "description": "What is put behind every text."', '')
      },
      async (folder) => {
        const { issues } = await verified(folder)
        const rules = new Set(issues.map(({ rule }) => rule.split('/')[0]))
        const broken = ['name', 'keyword', 'peer', 'install-scripts', 'provenance', 'exports', 'types']
        expect([...rules]).toEqual(
          expect.arrayContaining([...broken, 'license', 'readme', 'schema', 'compile', 'commands']),
        )
        for (const { why, fix } of issues) expect(why && fix).not.toBe('')
      },
    )
  })

  it('fixes what it can, and leaves the rest of package.json unchanged', async () => {
    await withPlugin(
      async (folder) => {
        await replace(folder, 'package.json', '"clacks-plugin"', '"plugin"')
        await replace(folder, 'package.json', 'peerDependencies', 'dependencies')
        await replace(folder, 'package.json', '"provenance": true', '"tag": "latest"')
      },
      async (folder) => {
        expect((await verified(folder, '--fix')).issues).toEqual([])
        const text = await readFile(join(folder, 'package.json'), 'utf8')
        expect(text).toContain('"name": "clacks-plugin-shout",\n  "version": "1.0.0"')
        expect(JSON.parse(text)).toMatchObject({
          keywords: ['clacks', 'plugin', 'clacks-plugin'],
          dependencies: {},
          peerDependencies: { clacks: '^1.0.0' },
        })
      },
    )
  })

  it('does not fail for a rule that is switched off; SARIF reports it as suppressed', async () => {
    await withPlugin(
      async (folder) => {
        await replace(folder, 'package.json', '"clacks-plugin"', '"plugin"')
        await replace(
          folder,
          'package.json',
          '"valid"',
          '"off": { "keyword": "not for the public" }, "valid"',
        )
      },
      async (folder) => {
        const { code, out } = await command('verify', folder, '--clacks', CLACKS, '--sarif')
        expect(code).toBe(0)
        const { version, runs } = JSON.parse(out)
        expect(version).toBe('2.1.0')
        expect(runs[0].results).toMatchObject([
          { ruleId: 'keyword', suppressions: [{ justification: 'not for the public' }] },
        ])
      },
    )
  })

  it('reports a clacks that cannot be installed', async () => {
    const { code, out } = await command('verify', GOOD, '--clacks', './no-such-folder')
    expect(code).toBe(1)
    expect(out).toMatch(/npm install failed/)
  })

  it('shows the output of a build that fails', async () => {
    await withPlugin(
      async (folder) => {
        await writeFile(
          join(folder, 'build.js'),
          "console.log('src/index.ts(15,13): error TS2322'); console.error('1 error'); process.exitCode = 2\n",
        )
        await replace(
          folder,
          'package.json',
          '"type": "module",',
          '"type": "module", "scripts": { "prepack": "node build.js" },',
        )
      },
      async (folder) => {
        const { code, out, err } = await command('verify', folder, '--clacks', CLACKS)
        expect({ code, out, err }).toEqual({
          code: 2,
          out: '',
          err: 'clacks-plugin: npm pack failed:\nsrc/index.ts(15,13): error TS2322\n1 error\n',
        })
      },
    )
  })

  it('exits with 2 if there is no package, and for an unknown flag', async () => {
    const none = { code: 2, out: '', err: 'clacks-plugin: there is no package.json in /\n' }
    expect(await command('verify', '/', '--clacks', CLACKS)).toEqual(none)
    expect(await command('verify', '/', '--fix')).toEqual(none)
    expect(await command('verify', '/no/such/folder')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no package.json in /no/such/folder'),
    })
    expect(await command('verify', '--clocks')).toMatchObject({ code: 2, out: '' })
  })
})
