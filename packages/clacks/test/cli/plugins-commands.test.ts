import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Files, folderWith, installed } from '../config/folder.js'
import { clacks } from './command.js'
import { registryOf } from './registry.js'

const run = (args: readonly string[], cwd: string, env = {}) => clacks(['plugins', ...args], cwd, env).end()

const plugin = (name: string, manifest: object = {}, relations = ''): Files =>
  installed(`clacks-plugin-${name}`, codeOf(name, relations), {
    description: `it is ${name}`,
    peerDependencies: { clacks: '^1.0.0' },
    ...manifest,
  })

/** A plugin as \`definePlugin\` makes it, for a folder where clacks is not installed. */
const codeOf = (name: string, relations = ''): string => `
  const configure = (options = {}, { id = '${name}' } = {}) => ({
    name: '${name}', id, version: '1.2.3', options, ${relations}
    resolveOptions() {
      if (Object.keys(options).some((key) => key !== 'size')) throw Object.assign(new Error('wrong'), {
        code: 'ERR_CLACKS_PLUGIN_OPTIONS', issues: [{ path: ['siez'], message: 'unknown option, expected one of size', fix: 'Did you mean "size"?' }] })
      return options
    },
    setup() {},
  })
  export default Object.assign(configure, { definition: { name: '${name}' }, configure })`

const config = (cwd: string): string => readFileSync(join(cwd, 'clacks.config.yaml'), 'utf8')

describe('clacks plugins list', () => {
  it('lists installed plugins and those of the config', async () => {
    const cwd = folderWith({
      ...plugin('echo'),
      ...plugin('mute'),
      'x.js': "export default { name: 'own', apply() {} }",
      'clacks.config.yaml': 'plugins: [echo, [echo, {}, { id: second }], ./x.js]\n',
    })
    const { code, stdout } = await run(['list'], cwd)
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'echo    1.2.3  used as echo, second  it is echo',
      './x.js         used as own',
      'mute    1.2.3  not used              it is mute',
      '',
    ])
    expect(JSON.parse((await run(['list', '--json'], cwd)).stdout)[0]).toMatchObject({
      name: 'echo',
      package: 'clacks-plugin-echo',
      ids: ['echo', 'second'],
    })
  })

  it('points to the search if there are none', async () => {
    expect((await run(['list'], folderWith({}))).stdout).toContain('clacks plugins search')
  })
})

describe('clacks plugins order', () => {
  const files: Files = {
    ...plugin('last', {}, "after: ['?first'],"),
    ...plugin('first', {}, "requires: ['base'],"),
    ...plugin('base'),
    'clacks.config.yaml': 'plugins: [last, first, base]\n',
  }

  it('shows and explains the resolved order', async () => {
    const { stdout } = await run(['order'], folderWith(files))
    expect(stdout.split('\n')).toEqual([
      '1.  base   before first (constraint of first)',
      '2.  first  after base (own constraint); before last (constraint of last)',
      '3.  last   after first (own constraint)',
      '',
    ])
    expect(JSON.parse((await run(['order', 'received', '--json'], folderWith(files))).stdout)).toMatchObject([
      { id: 'base' },
      { id: 'first' },
      { id: 'last' },
    ])
  })

  it('suggests the nearest hook', async () => {
    expect(await run(['order', 'recieved'], folderWith(files))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "received"?'),
    })
  })
})

describe('clacks plugins doctor', () => {
  it('reports no issue for a valid plugin', async () => {
    const cwd = folderWith({ ...plugin('echo'), 'clacks.config.yaml': 'plugins: [echo]\n' })
    const { code, stdout } = await run(['doctor'], cwd)
    expect(code).toBe(0)
    expect(stdout).toContain(
      'echo 1.2.3\n  from         node_modules/clacks-plugin-echo\n  for clacks   ^1.0.0\n',
    )
    expect(stdout).toContain('  on install   runs nothing\n')
    expect(stdout).not.toContain('issue')
  })

  it('reports an incompatible version, install scripts, a second copy of clacks and a broken schema', async () => {
    const inner = 'node_modules/clacks-plugin-echo/node_modules/clacks'
    const cwd = folderWith({
      ...plugin('echo', {
        peerDependencies: { clacks: '^9.0.0' },
        scripts: { postinstall: 'node evil.js' },
        clacks: { schema: './schema.json' },
      }),
      'node_modules/clacks-plugin-echo/schema.json': 'no schema',
      'node_modules/clacks/package.json': { name: 'clacks', version: '1.0.0' },
      [`${inner}/package.json`]: { name: 'clacks', version: '1.0.0' },
      'clacks.config.yaml': 'plugins: [echo]\n',
    })
    const { code, stdout } = await run(['doctor', '--json'], cwd)
    expect(code).toBe(1)
    const [{ issues, installScripts }] = JSON.parse(stdout)
    expect(installScripts).toEqual(['postinstall'])
    expect(issues.map(({ message }: { message: string }) => message)).toEqual([
      expect.stringContaining('supports clacks ^9.0.0, but this is '),
      expect.stringContaining(`has its own copy of clacks (${join(cwd, inner)})`),
      expect.stringContaining('runs postinstall on installation'),
      expect.stringContaining('its options cannot be read'),
    ])
  })
})

describe('clacks plugins search', () => {
  it('lists search results by their name in a config', async () => {
    const { env } = await registryOf(
      { name: 'clacks-plugin-echo', version: '1.2.3', description: 'it is echo' },
      { 'index.js': '' },
    )
    const { code, stdout, stderr } = await run(['search', 'echo'], folderWith({}), env)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toBe('echo  1.2.3  it is echo\n')
  })

  it('finds plugins in a registry that only searches names', async () => {
    const { env } = await registryOf(
      { name: 'clacks-plugin-echo', version: '1.2.3', description: 'it is echo' },
      { 'index.js': '' },
      { knowsKeywords: false },
    )
    const { code, stdout } = await run(['search', 'echo'], folderWith({}), env)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'echo  1.2.3  it is echo\n' })
  })

  it('refuses terms that are not words', async () => {
    expect(await run(['search', '$(ls)'], folderWith({}))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Invalid search term "$(ls)"'),
    })
  })

  it('reports a failure of npm', async () => {
    const { code, stderr } = await run(['search'], folderWith({}), {
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_fetch_retries: '0',
    })
    expect(stderr).toContain('npm search failed')
    expect(code).toBe(1)
  })
})

describe('clacks plugins add', () => {
  const text = '# a tower\nport: 0 # any\nplugins:\n  - other # keep me\n'
  const registry = () =>
    registryOf(
      {
        name: 'clacks-plugin-echo',
        version: '1.2.3',
        type: 'module',
        exports: './index.js',
        scripts: { postinstall: "node -e \"require('fs').writeFileSync('ran', '')\"" },
      },
      { 'index.js': codeOf('echo') },
    )

  it('installs the plugin without running scripts, keeps comments, and doctor shows its source', async () => {
    const { env } = await registry()
    const cwd = folderWith({
      'package.json': { name: 'tower' },
      'clacks.config.yaml': text.replace('other', './x.js'),
      'x.js': "export default { name: 'x', apply() {} }",
    })
    const { code, stdout, stderr } = await run(
      ['add', 'echo', '--options', '{"size":3}', '--id', 'loud'],
      cwd,
      env,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe('installed clacks-plugin-echo\nclacks.config.yaml now uses echo\n')
    expect(code).toBe(0)
    expect(config(cwd)).toBe(`${text.replace('other', './x.js')}  - [echo, {size: 3}, {id: loud}]\n`)
    expect(existsSync(join(cwd, 'node_modules/clacks-plugin-echo/ran'))).toBe(false)
    const [examined] = JSON.parse((await run(['doctor', '--json'], cwd, env)).stdout)
    expect(examined).toMatchObject({
      provenance: true,
      source: expect.stringMatching(/tarball\.tgz|the registry/),
    })
  })

  it('reports the error of npm if the package does not exist', async () => {
    const { env } = await registry()
    const cwd = folderWith({ ...plugin('other'), 'package.json': {}, 'clacks.config.yaml': text })
    const { code, stderr } = await run(['add', 'nope'], cwd, { ...env, npm_config_fetch_retries: '0' })
    expect(stderr).toContain(`npm install clacks-plugin-nope in ${cwd} failed:`)
    expect(code).toBe(1)
    expect(config(cwd)).toBe(text)
  })

  it('installs nothing if the config cannot be edited', async () => {
    const { env } = await registry()
    const code = 'const config = { plugins: [] }\nexport default config\n'
    const cwd = folderWith({ 'package.json': { name: 'tower' }, 'clacks.config.mjs': code })
    const { stderr } = await run(['add', 'echo'], cwd, env)
    expect(stderr).toContain('add "echo" to `plugins`')
    expect(existsSync(join(cwd, 'node_modules'))).toBe(false)
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).not.toContain('echo')
    expect(readFileSync(join(cwd, 'clacks.config.mjs'), 'utf8')).toBe(code)
  })

  it('restores the config if it would be invalid', async () => {
    const cwd = folderWith({ ...plugin('other'), ...plugin('echo'), 'clacks.config.yaml': text })
    const { code, stderr } = await run(['add', 'echo', '--options', '{"siez":3}'], cwd)
    expect(stderr).toContain(
      'clacks.config.yaml:5:13 plugins[1].siez: unknown option, expected one of size. Did you mean "size"?',
    )
    expect(code).toBe(2)
    expect(config(cwd)).toBe(text)
  })

  it.each([
    [['echo', '--options', 'x'], 'Invalid --options x. Expected a JSON object.'],
    [['$(rm -rf x)'], '"$(rm -rf x)" is not the name or path of a plugin.'],
    [['--registry=x'], "unknown option '--registry=x'"],
  ])('%j is refused', async (args, expected) => {
    const cwd = folderWith({ ...plugin('other'), 'clacks.config.yaml': text })
    const { code, stderr } = await run(['add', ...args], cwd)
    expect(stderr).toContain(expected)
    expect(code).toBe(2)
  })

  it('needs a config', async () => {
    expect(await run(['add', 'echo'], folderWith({}))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('clacks init'),
    })
  })
})

describe('clacks plugins remove', () => {
  const files: Files = {
    ...plugin('echo'),
    ...plugin('other', {}, "requires: ['echo'],"),
    'base.yaml': 'plugins: [[echo, {}, { id: from-base }]]\n',
  }
  const text =
    'extends: ./base.yaml\nplugins:\n  # the loud one\n  - [echo, {}, { id: loud }]\n  - other # needs the other\n'

  it('removes a plugin by id or name', async () => {
    const cwd = folderWith({ ...files, 'clacks.config.yaml': text })
    expect(await run(['remove', 'loud'], cwd)).toMatchObject({
      code: 0,
      stdout: 'clacks.config.yaml no longer uses loud\n',
    })
    expect(config(cwd)).toBe('extends: ./base.yaml\nplugins:\n  - other # needs the other\n')
    expect((await run(['remove', 'other', '--json'], cwd)).stdout).toContain('"removed":"other"')
    expect(config(cwd)).toContain('plugins: []')
  })

  it('says that a preset still lists the plugin', async () => {
    const cwd = folderWith({
      ...plugin('echo'),
      'base.yaml': 'plugins: [echo]\n',
      'clacks.config.yaml': 'extends: ./base.yaml\nplugins: [echo]\n',
    })
    expect(await run(['remove', 'echo'], cwd)).toMatchObject({
      code: 0,
      stdout: 'clacks.config.yaml no longer lists echo, but base.yaml does: the node still uses it\n',
    })
    expect(config(cwd)).toBe('extends: ./base.yaml\nplugins: []\n')
  })

  it('refuses a plugin that is unknown, from a preset, or needed by others', async () => {
    const cwd = folderWith({ ...files, 'clacks.config.yaml': text })
    expect(await run(['remove', 'luod'], cwd)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean "loud"?'),
    })
    expect(await run(['remove', 'from-base'], cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('comes from a preset or the environment'),
    })
    const alone = folderWith({ ...files, 'clacks.config.yaml': 'plugins: [echo, other]\n' })
    expect(await run(['remove', 'echo'], alone)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('requires "echo"'),
    })
    expect(config(alone)).toBe('plugins: [echo, other]\n')
  })
})
