import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { useNpmSettings } from '../src/verify/npm.js'
import { replace, verified, withPlugin } from './verified.js'

/** Makes the plugin require another one, which is installed in its project and in no registry. */
async function requireWeather(folder: string): Promise<void> {
  const weather = join(folder, 'node_modules', 'clacks-plugin-weather')
  await mkdir(weather, { recursive: true })
  const manifest = { name: 'clacks-plugin-weather', version: '1.0.0', type: 'module', exports: './index.js' }
  await writeFile(join(weather, 'package.json'), JSON.stringify(manifest))
  await writeFile(
    join(weather, 'index.js'),
    `import { definePlugin } from 'clacks'
export default definePlugin({ name: 'weather', setup: ({ provide }) => provide('weather', { celsius: () => 7 }) })
`,
  )
  await replace(folder, 'code/index.js', "name: 'shout',", "name: 'shout', requires: ['weather'],")
  await replace(
    folder,
    'code/index.js',
    'setup(ctx, { suffix }) {',
    "setup(ctx, { suffix }) { ctx.inject('weather').celsius()",
  )
}

describe('a plugin that requires another', () => {
  it('has no issues if it names it, whatever its scripts print and its dependencies leave behind', async () => {
    await withPlugin(
      async (folder) => {
        await requireWeather(folder)
        await replace(
          folder,
          'code/index.js',
          'const options =',
          'globalThis.ofDependency = 1\nconst options =',
        )
        const settings =
          '"companions": ["weather"], "off": { "process/ofDependency": "set by a dependency" },'
        await replace(folder, 'package.json', '"valid"', `${settings} "valid"`)
        const scripts = '"scripts": { "prepack": "echo [1/2] built", "postpack": "echo { done }" },'
        await replace(folder, 'package.json', '"type": "module",', `"type": "module", ${scripts}`)
      },
      async (folder) => {
        const { checks, issues, off } = await verified(folder)
        expect(issues).toEqual([])
        expect(off).toMatchObject([{ rule: 'process/ofDependency', reason: 'set by a dependency' }])
        expect(checks).toBeGreaterThan(25)
      },
    )
  })

  it('has one issue if it does not name it', async () => {
    await withPlugin(requireWeather, async (folder) => {
      const { issues } = await verified(folder)
      expect(issues).toMatchObject([
        { rule: 'companions', message: 'It requires weather, which `companions` does not name.' },
      ])
    })
  })
})

it('npm has the settings of the project in another folder, also those of its workspace', async () => {
  const root = await mkdtemp(join(tmpdir(), 'clacks-npmrc-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const [project, target] = [join(root, 'packages', 'shout'), join(root, 'target')]
  await mkdir(project, { recursive: true })
  await mkdir(target)
  await writeFile(join(root, 'package.json'), '{ "private": true, "workspaces": ["packages/*"] }')
  await writeFile(join(project, 'package.json'), '{ "name": "shout", "version": "1.0.0" }')
  await useNpmSettings(project, target)
  await writeFile(join(root, '.npmrc'), 'registry=http://127.0.0.1:1/\n')
  await useNpmSettings(project, target)
  expect(await readFile(join(target, '.npmrc'), 'utf8')).toBe('registry=http://127.0.0.1:1/\n')
})
