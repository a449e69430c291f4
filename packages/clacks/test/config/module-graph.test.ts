import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ModuleGraph } from '../../src/config/read/module-graph.js'
import { readConfig } from '../../src/config/read/read-config.js'
import { type Files, folderWith, installed, write } from './folder.js'

/** The value that the default export of a file has in a graph of its own. */
async function run(file: string, modules = new ModuleGraph()): Promise<unknown> {
  const module: unknown = await modules.load(file)
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module
}

const LANGUAGES: Readonly<Record<string, { readonly files: Files; readonly edited: Files }>> = {
  'ES modules': {
    files: {
      'main.mjs': "import { rate } from './dep.mjs'\nexport default rate",
      'dep.mjs': 'export const rate = 5',
    },
    edited: { 'dep.mjs': 'export const rate = 6' },
  },
  'JavaScript in a package of ES modules': {
    files: {
      'package.json': { type: 'module' },
      'main.js': "import { rate } from './sub/dep.js'\nexport default rate",
      'sub/dep.js': "export { rate } from './deep.js'",
      'sub/deep.js': 'export const rate = 5',
    },
    edited: { 'sub/deep.js': 'export const rate = 6' },
  },
  CommonJS: {
    files: { 'main.cjs': "module.exports = require('./dep.cjs').rate", 'dep.cjs': 'exports.rate = 5' },
    edited: { 'dep.cjs': 'exports.rate = 6' },
  },
  TypeScript: {
    files: {
      'main.ts': "import { rate } from './dep.js'\nexport default rate satisfies number",
      'dep.ts': 'export const rate: number = 5',
    },
    edited: { 'dep.ts': 'export const rate: number = 6' },
  },
  'dynamic imports': {
    files: {
      'main.mjs': "export default (await import('./dep.mjs')).rate",
      'dep.mjs': 'export const rate = 5',
    },
    edited: { 'dep.mjs': 'export const rate = 6' },
  },
  JSON: {
    files: {
      'main.mjs': "import dep from './dep.json' with { type: 'json' }\nexport default dep.rate",
      'dep.json': { rate: 5 },
    },
    edited: { 'dep.json': { rate: 6 } },
  },
  'JSON that CommonJS requires': {
    files: { 'main.cjs': "module.exports = require('./dep.json').rate", 'dep.json': { rate: 5 } },
    edited: { 'dep.json': { rate: 6 } },
  },
}

describe('an imported file', () => {
  it.each(Object.entries(LANGUAGES))('is run as it is now: %s', async (_, { files, edited }) => {
    const folder = folderWith(files)
    const main = join(folder, Object.keys(files).find((name) => name.startsWith('main')) ?? '')
    expect(await run(main)).toBe(5)
    write(folder, edited)
    const modules = new ModuleGraph()
    expect(await run(main, modules)).toBe(6)
    for (const name of Object.keys(edited)) {
      expect([...modules.files]).toContain(join(folder, name))
      expect(modules.filesOf(main)).toContain(join(folder, name))
    }
  })

  it('is run once in a load, by whatever way it is reached', async () => {
    const folder = folderWith({
      'count.mjs':
        'globalThis.clacksRuns = (globalThis.clacksRuns ?? 0) + 1\nexport const runs = globalThis.clacksRuns',
      'a.mjs': "import './count.mjs'\nexport default 'a'",
      'b.ts': "import { runs } from './count.mjs'\nexport default runs as number",
    })
    const modules = new ModuleGraph()
    const [a, b] = await Promise.all([
      run(join(folder, 'a.mjs'), modules),
      run(join(folder, 'b.ts'), modules),
    ])
    expect([a, b]).toEqual(['a', 1])
  })

  it('may import the file that imports it, also from two sides at once', async () => {
    const folder = folderWith({
      'a.mjs': "import { c } from './c.mjs'\nexport default c()",
      'b.mjs': "import { d } from './d.mjs'\nexport default d()",
      'c.mjs': `import { d } from './d.mjs'\nexport const c = () => 'c' + d()`,
      'd.mjs': "import { c } from './c.mjs'\nexport const d = () => 'd' + typeof c",
    })
    const modules = new ModuleGraph()
    expect(
      await Promise.all([run(join(folder, 'a.mjs'), modules), run(join(folder, 'b.mjs'), modules)]),
    ).toEqual(['cdfunction', 'dfunction'])
  })

  it('that throws names its own line', async () => {
    const cwd = folderWith({
      'clacks.config.mjs': "import './dep.mjs'\nexport default {}",
      'dep.mjs': "#!/usr/bin/env node\n\nthrow new Error('not today')",
    })
    const thrown = await readConfig(undefined, { cwd, env: {} }).catch((error: unknown) => error)
    expect(String(thrown)).toContain('not today')
    expect(thrown instanceof Error && thrown.cause instanceof Error && thrown.cause.stack).toContain(
      'dep.mjs:3:',
    )
  })

  it('counts as read, also where the load fails', async () => {
    const cwd = folderWith({
      'clacks.config.mjs': "import { rate } from './dep.mjs'\nexport default { sendrate: rate }",
      'dep.mjs': 'export const rate = ',
    })
    const modules = new ModuleGraph()
    await expect(readConfig(undefined, { cwd, env: {} }, modules)).rejects.toThrow('dep.mjs:1')
    expect([...modules.files]).toEqual([join(cwd, 'clacks.config.mjs'), join(cwd, 'dep.mjs')])
  })
})

describe('a package', () => {
  const SOURCE =
    "import { definePlugin } from 'clacks'\nexport default definePlugin({ name: 'radio', setup() {} })\n"

  it('of the workspace is loaded by name from TypeScript, as by path', async () => {
    const cwd = folderWith({
      'plugins/radio/package.json': {
        name: 'clacks-plugin-radio',
        type: 'module',
        exports: './src/index.ts',
      },
      'plugins/radio/src/index.ts': `const typed: string = 'radio'\n${SOURCE}`,
      'clacks.config.yaml': 'plugins: [radio]\n',
      'node_modules/.keep': '',
    })
    symlinkSync('../plugins/radio', join(cwd, 'node_modules/clacks-plugin-radio'))
    const { plugins, files } = await readConfig(undefined, { cwd, env: {} })
    expect(plugins.map(({ name }) => name)).toEqual(['radio'])
    expect(files).toContain(join(cwd, 'plugins/radio/src/index.ts'))
  })

  it('that is linked from a folder without clacks gets this copy', async () => {
    const outside = folderWith({
      'package.json': { name: 'clacks-plugin-radio', type: 'module', exports: './index.js' },
      'index.js': SOURCE,
    })
    const cwd = folderWith({ 'clacks.config.yaml': 'plugins: [radio]\n' })
    mkdirSync(join(cwd, 'node_modules'))
    symlinkSync(outside, join(cwd, 'node_modules/clacks-plugin-radio'))
    const { plugins } = await readConfig(undefined, { cwd, env: {} })
    expect(plugins.map(({ name }) => name)).toEqual(['radio'])
  })

  it('that a config imports is left to Node', async () => {
    const cwd = folderWith({
      ...installed('rates', 'export const rate = 5'),
      'clacks.config.mjs': "import { rate } from 'rates'\nexport default { sendrate: rate }",
    })
    const { files, config } = await readConfig(undefined, { cwd, env: {} })
    expect(config.sendrate).toBe(5)
    expect(files).toEqual([join(cwd, 'clacks.config.mjs')])
  })
})
