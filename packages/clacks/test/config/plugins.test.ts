import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/read/load-config.js'
import { nameOf, packagesFor } from '../../src/config/resolve/plugin-names.js'
import type { PluginInput } from '../../src/plugins/plugin.js'
import { type Files, folderWith, installed } from './folder.js'

/** A plugin as an object literal. Its name shows where it came from. */
const plugin = (name: string): string => `export default { name: '${name}', apply() {} }`

const names = (plugins: readonly PluginInput[]): readonly unknown[] => plugins.map((each) => each.name)

async function load(plugins: unknown, files: Files = {}): Promise<readonly unknown[]> {
  const cwd = folderWith({ 'clacks.config.json': { plugins }, ...files })
  return names((await loadConfig(undefined, { cwd })).plugins)
}

async function problems(plugins: unknown, files: Files = {}): Promise<string> {
  const cwd = folderWith({ 'clacks.config.json': { plugins }, ...files })
  const thrown: unknown = await loadConfig(undefined, { cwd }).then(
    () => undefined,
    (error: unknown) => error,
  )
  return String(thrown).replaceAll(cwd, '<folder>')
}

describe('the name of a plugin', () => {
  it.each([
    ['logger', ['@clacks/plugin-logger', 'clacks-plugin-logger']],
    ['@acme', ['@acme/clacks-plugin']],
    ['@acme/radio', ['@acme/clacks-plugin-radio']],
    ['clacks-plugin-radio', ['clacks-plugin-radio']],
    ['@clacks/plugin-logger', ['@clacks/plugin-logger']],
    ['@acme/clacks-plugin', ['@acme/clacks-plugin']],
    ['@acme/clacks-plugin-radio', ['@acme/clacks-plugin-radio']],
  ])('%s refers to %j', (name, packages) => {
    expect(packagesFor(name)).toEqual(packages)
  })

  it.each([
    ['@clacks/plugin-logger', 'logger'],
    ['clacks-plugin-radio', 'radio'],
    ['@acme/clacks-plugin', '@acme'],
    ['@acme/clacks-plugin-radio', '@acme/radio'],
    ['lodash', undefined],
    ['@clacks/plugin-tools', undefined],
  ])('of the package %s is %s', (packageName, name) => {
    expect(nameOf(packageName)).toBe(name)
  })

  it('is resolved from the folder of the config, a first-party plugin first', async () => {
    const files = {
      ...installed('clacks-plugin-radio', plugin('third-party')),
      ...installed('@clacks/plugin-radio', plugin('first-party')),
      ...installed('@acme/clacks-plugin', plugin('acme')),
      ...installed('@acme/clacks-plugin-tv', plugin('acme-tv')),
    }
    expect(await load(['radio', 'clacks-plugin-radio', '@acme', '@acme/tv'], files)).toEqual([
      'first-party',
      'third-party',
      'acme',
      'acme-tv',
    ])
  })

  it('is resolved from folders further up', async () => {
    const folder = folderWith({
      ...installed('clacks-plugin-radio', plugin('radio')),
      'a/b/c.yaml': 'plugins: [radio]',
    })
    expect(names((await loadConfig('a/b/c.yaml', { cwd: folder })).plugins)).toEqual(['radio'])
  })

  it('may be a path relative to the config, also of a TypeScript file', async () => {
    const files = {
      'x.ts': `const name: string = 'x'\nexport default { name, apply() {} }`,
      'lib/y.cjs': `module.exports = { name: 'y', apply() {} }`,
      'z.mjs': plugin('z'),
    }
    expect(await load(['./x.ts', './lib/y.cjs', './z.mjs'], files)).toEqual(['x', 'y', 'z'])
  })

  it('may refer to a package for `import` only, a CommonJS package, a workspace, or the package itself', async () => {
    const folder = folderWith({
      ...installed('clacks-plugin-esm', plugin('esm'), { exports: { '.': { import: './index.js' } } }),
      ...installed('clacks-plugin-cjs', `module.exports = { name: 'cjs', apply() {} }`, {
        type: 'commonjs',
        exports: undefined,
        main: './index.js',
      }),
      ...installed(
        'clacks-plugin-compiled',
        `exports.__esModule = true; exports.default = { name: 'compiled', apply() {} }`,
        { type: 'commonjs' },
      ),
      'packages/linked/package.json': { name: 'clacks-plugin-linked', type: 'module', exports: './i.js' },
      'packages/linked/i.js': plugin('linked'),
      'package.json': { name: 'clacks-plugin-own', type: 'module', exports: './own.js' },
      'own.js': plugin('own'),
      'clacks.config.yaml': 'plugins: [esm, cjs, compiled, linked, own]',
    })
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    symlinkSync(
      join(folder, 'packages/linked'),
      join(folder, 'node_modules/clacks-plugin-linked'),
      'junction',
    )
    const { plugins } = await loadConfig(undefined, { cwd: folder })
    expect(names(plugins)).toEqual(['esm', 'cjs', 'compiled', 'linked', 'own'])
  })

  it('that is unknown: reports what was tried, from where, what to install and the closest name', async () => {
    expect(await problems(['archiver'])).toContain(
      'clacks.config.json:3:5 plugins[0]: there is no plugin "archiver": tried @clacks/plugin-archiver, clacks-plugin-archiver from <folder>; to install it there, not globally: npm install @clacks/plugin-archiver.\n',
    )
    expect(await problems(['lodger'])).toContain(
      'tried @clacks/plugin-lodger, clacks-plugin-lodger from <folder>; to install it there, not globally: npm install @clacks/plugin-logger. Did you mean "logger"?',
    )
    expect(await problems(['television'])).toContain(
      '; to install it there, not globally: npm install clacks-plugin-television.\n',
    )
    expect(await problems(['@acme/tv'])).toContain(
      'tried @acme/clacks-plugin-tv from <folder>; to install it there, not globally: npm install @acme/clacks-plugin-tv.',
    )
  })

  it('that is close to an installed one: suggests it', async () => {
    const files = {
      ...installed('clacks-plugin-radio', plugin('radio')),
      ...installed('@acme/clacks-plugin-semaphore', plugin('x')),
    }
    expect(await problems(['raido'], files)).toContain('from <folder>. Did you mean "radio"?')
    expect(await problems(['@acme/semafore'], files)).toContain('Did you mean "@acme/semaphore"?')
  })

  it('of a package that is installed but not built', async () => {
    const files = {
      'node_modules/clacks-plugin-radio/package.json': {
        name: 'clacks-plugin-radio',
        exports: './dist/index.js',
      },
    }
    expect(await problems(['radio'], files)).toContain(
      'plugins[0]: clacks-plugin-radio is installed in <folder>/node_modules/clacks-plugin-radio, but has no file to load there.',
    )
  })

  it('of a file that does not exist, is invalid, or throws', async () => {
    expect(await problems(['./nope.ts'])).toContain(
      'plugin "./nope.ts" cannot be loaded: <folder>/nope.ts: there is no such file',
    )
    expect(await problems(['./x.ts'], { 'x.ts': 'export default {' })).toContain(
      '<folder>/x.ts:1:17: syntax: Unexpected token',
    )
    expect(await problems(['./x.ts'], { 'x.ts': '\nthrow new Error("not today")' })).toContain(
      '<folder>/x.ts:2: not today',
    )
    expect(
      await problems(['radio'], installed('clacks-plugin-radio', 'throw new Error("not today")')),
    ).toContain('plugin "radio" cannot be loaded: not today')
  })
})

const DEFINED = `
  import { definePlugin } from 'clacks'
  export default definePlugin({
    name: 'shout',
    options: {
      type: 'object',
      properties: { suffix: { type: 'string', default: '!' }, times: { type: 'integer' } },
      additionalProperties: false,
    },
    setup() {},
  })`

const configured = async (plugins: unknown, files: Files): Promise<unknown> => {
  const cwd = folderWith({ 'clacks.config.json': { plugins }, ...files })
  const loaded = await loadConfig(undefined, { cwd })
  return Promise.all(
    loaded.plugins.map(async (each) =>
      'resolveOptions' in each ? [each.id, await each.resolveOptions()] : each,
    ),
  )
}

describe('an entry of plugins', () => {
  it('may have options and an id', async () => {
    const plugins = [
      './shout.ts',
      ['./shout.ts', { suffix: '?' }, { id: 'ask' }],
      ['./shout.ts', null, { id: 'third' }],
    ]
    expect(await configured(plugins, { 'shout.ts': DEFINED })).toEqual([
      ['shout', { suffix: '!' }],
      ['ask', { suffix: '?' }],
      ['third', { suffix: '!' }],
    ])
  })

  it('reports all issues of its options with their lines', async () => {
    const text = await problems([['./shout.ts', { sufix: '?', times: 'twice' }]], { 'shout.ts': DEFINED })
    expect(text).toContain(
      'clacks.config.json:6:9 plugins[0].sufix: unknown option, expected one of suffix, times. Did you mean "suffix"?',
    )
    expect(text).toContain('clacks.config.json:7:9 plugins[0].times: expected an integer, received "twice".')
  })

  it('may be a class with `apply`, as in tapable, and receives its options', async () => {
    const files = {
      'x.ts':
        'export default class Radio { constructor(o: { n: string }) { this.name = o.n }\n name: string\n apply() {} }',
    }
    expect(await load([['./x.ts', { n: 'radio' }]], files)).toEqual(['radio'])
  })

  it('may be the plugin itself in code', async () => {
    const cwd = folderWith({
      'shout.ts': DEFINED,
      'clacks.config.ts': `
        import shout from './shout.js'
        export default { plugins: [shout, shout({ suffix: '?' }, { id: 'a' }), [shout, { suffix: '.' }, { id: 'b' }], false, { name: 'own', apply() {} }] }`,
    })
    const { plugins } = await loadConfig(undefined, { cwd })
    expect(plugins.map((each) => ('id' in each ? each.id : undefined))).toEqual(['shout', 'a', 'b', 'own'])
  })

  it('that is not a plugin reports what it is', async () => {
    expect(await problems(['./x.ts'], { 'x.ts': 'export default function callback() {}' })).toContain(
      'legacyPlugin()',
    )
    expect(await problems(['./x.ts'], { 'x.ts': 'export default { setup() {} }' })).toContain(
      'Wrap it in definePlugin()',
    )
    expect(await problems(['./x.ts'], { 'x.ts': 'export const shout = 1' })).toContain(
      'plugin "./x.ts" has no default export: it exports shout, expected export default definePlugin({ … }).',
    )
    for (const code of ['export {}', 'const forgotten = 1', "import 'node:fs'\ntype Forgotten = 1"])
      expect(await problems(['./x.ts'], { 'x.ts': code })).toContain('it exports nothing, expected')
    const folder = installed('clacks-plugin-x', 'export const shout = 1')
    expect(await problems(['x'], folder)).toContain('plugin "x" has no default export: it exports shout')
    expect(
      await load(['./x.ts'], { 'x.ts': "export const name = 'x'\nexport const apply = () => {}" }),
    ).toEqual(['x'])
  })

  it('is reported with one full stop, and with none after lines of a file', async () => {
    expect(await problems(['./x.ts'], { 'x.ts': 'export default 7.' })).not.toContain('..')
    const said = await problems(['./x.ts'], {
      'x.ts': `import { definePlugin } from 'clacks'\nexport default definePlugin({})`,
    })
    expect(said).not.toMatch(/\.\.|^ *> .*\.$/m)
    expect(said).toContain('> 2 | export default definePlugin({})')
    expect(await problems([['./x.ts', { a: 1 }]], { 'x.ts': plugin('x') })).toContain(
      'Plugin "x" is configured already and takes no options here',
    )
  })

  it('may be valid by itself but not together with others', async () => {
    const text = await problems(['./x.ts', './y.ts', ['./x.ts', null]], {
      'x.ts': `import { definePlugin } from 'clacks'\nexport default definePlugin({ name: 'x', requires: ['nobody'], setup() {} })`,
      'y.ts': `import { definePlugin } from 'clacks'\nexport default definePlugin({ name: 'y', conflicts: ['x'], engines: { clacks: '^9.0.0' }, setup() {} })`,
    })
    expect(text).toContain('clacks.config.json:2:3 plugins: Plugin "x" requires "nobody"')
    expect(text).toContain('Plugin "y" cannot be used together with "x"')
    expect(text).toContain('Plugin "y" requires clacks ^9.0.0')
    expect(text).toContain('used twice with the id "x"')
  })
})
