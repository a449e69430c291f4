import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Clacks } from '../../src/node.js'
import type { ConfigEdit } from '../../src/reload/config-edit.js'
import type { Configuration } from '../../src/reload/configuration.js'
import { createNode } from '../../src/reload/create-node.js'
import { type Files, folderWith, write } from '../config/folder.js'

/** A plugin that takes any options, in a file. */
const plugin = (name: string): string =>
  `const use = (options, id = '${name}') => ({ name: '${name}', id, options, resolveOptions: () => options, setup() {} })
export default Object.assign((options, use) => use(options), { definition: { name: '${name}' }, configure: (options, { id }) => use(options, id) })`

const FILES: Files = {
  'clacks.config.yaml': `# a node
hostname: localhost
port: 0
sendrate: 5
plugins:
  - ./one.js
  - - ./two.js
    - word: hello
      token: abcdefgh
`,
  'one.js': plugin('one'),
  'two.js': plugin('two'),
  'three.js': plugin('three'),
}

interface Running {
  readonly node: Clacks
  readonly folder: string
  readonly configuration: Configuration
  text(): string
}

async function start(files: Files = FILES): Promise<Running> {
  const folder = folderWith(files)
  const file = Object.keys(files)[0] ?? ''
  const node = await createNode(join(folder, file), { env: {}, overrides: { sendrate: 0 } })
  onTestFinished(() => node.stop())
  await node.start()
  const configuration = node.service('configuration')
  if (configuration === undefined) throw new Error('no configuration')
  return { node, folder, configuration, text: () => readFileSync(join(folder, file), 'utf8') }
}

const ids = (node: Clacks): string[] => node.plugins().map(({ id }) => id)
const changedLines = (diff: string): string[] => diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line))

describe('the service configuration', () => {
  it('describes every value, masked, with its origin', async () => {
    const { configuration, folder } = await start()
    const { file, settings, plugins, revision } = await configuration.describe()
    expect(file).toBe(join(folder, 'clacks.config.yaml'))
    expect(revision).toMatch(/^[0-9a-f]{64}$/)
    const setting = (name: string) => settings.find((each) => each.name === name)
    expect(setting('hostname')).toMatchObject({ value: 'localhost', origin: { kind: 'file', file, line: 2 } })
    expect(setting('limits.queueMessages')?.origin).toEqual({ kind: 'default' })
    expect(plugins.map(({ id, plugin: named, enabled }) => [id, named, enabled])).toEqual([
      ['one', './one.js', true],
      ['two', './two.js', true],
    ])
    expect(plugins[1]).toMatchObject({ options: { word: 'hello', token: '••••••••' }, origin: { line: 7 } })
    expect(plugins[1]?.values[0]).toMatchObject({ path: ['word'], origin: { kind: 'file', line: 8 } })
  })

  it('shows an edit without making it, with secrets masked', async () => {
    const { configuration, node, text } = await start()
    const before = text()
    const { diff } = await configuration.preview({ action: 'add', plugin: './three.js', options: { a: 1 } })
    expect(changedLines(diff)).toEqual(['+  - [./three.js, {a: 1}]'])
    expect(diff).toContain('token: ••••••••')
    expect([text(), ids(node)]).toEqual([before, ['one', 'two']])
  })

  it.each<[string, ConfigEdit, readonly string[], readonly string[]]>([
    ['adds a plugin', { action: 'add', plugin: './three.js' }, ['+  - ./three.js'], ['one', 'two', 'three']],
    ['removes a plugin', { action: 'remove', id: 'one' }, ['-  - ./one.js'], ['two']],
    [
      'changes an option, and keeps a secret',
      { action: 'configure', id: 'two', changes: [{ path: ['word'], value: 'bye' }] },
      ['-    - word: hello', '+    - word: bye'],
      ['one', 'two'],
    ],
    [
      'gives options to a plugin without any',
      { action: 'configure', id: 'one', changes: [{ path: ['deep', 'word'], value: 1 }] },
      ['-  - ./one.js', '+  - [ ./one.js, { deep: { word: 1 } } ]'],
      ['one', 'two'],
    ],
    [
      'removes an option',
      { action: 'configure', id: 'two', changes: [{ path: ['word'] }] },
      ['-    - word: hello', '-      token: ••••••••', '+    - token: ••••••••'],
      ['one', 'two'],
    ],
    ['turns a plugin off', { action: 'disable', id: 'two' }, ['+    - { enabled: false }'], ['one']],
  ])('%s', async (_what, edit, lines, after) => {
    const { configuration, node } = await start()
    const { revision, diff } = await configuration.preview(edit)
    const applied = await configuration.apply(edit, revision)
    expect(applied.diff).toBe(diff)
    expect(changedLines(diff)).toEqual(lines)
    expect(ids(node).sort()).toEqual([...after].sort())
  })

  it('turns a plugin off and on again, with its options', async () => {
    const { configuration, node, text } = await start()
    for (const id of ['one', 'two']) await configuration.apply({ action: 'disable', id })
    expect(ids(node)).toEqual([])
    const { plugins } = await configuration.describe()
    expect(plugins.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['./one.js', false],
      ['./two.js', false],
    ])
    await configuration.apply({ action: 'enable', id: './two.js' })
    expect(ids(node)).toEqual(['two'])
    expect(text()).toContain('word: hello')
  })

  it('changes settings, which are taken over', async () => {
    const { configuration, node } = await start()
    const changes = [{ path: ['limits', 'queueMessages'], value: 7 }, { path: ['sendrate'] }]
    const { diff, reload } = await configuration.apply({ action: 'set', changes })
    expect(changedLines(diff)).toEqual(['-sendrate: 5', '+limits: { queueMessages: 7 }'])
    expect(reload.changed).toEqual(['limits.queueMessages'])
    expect(node.getOptions().limits.queueMessages).toBe(7)
    // What overrides the config still does.
    expect(node.getOptions().sendrate).toBe(0)
  })

  it('overrides the plugin of a preset', async () => {
    const { configuration, node, text } = await start({
      'clacks.config.json': JSON.stringify({ extends: './base.json', hostname: 'localhost', port: 0 }),
      'base.json': JSON.stringify({ plugins: [['./one.js', { a: 1 }, { id: 'first' }]] }),
      'one.js': plugin('one'),
    })
    await configuration.apply({ action: 'configure', id: 'first', changes: [{ path: ['b'], value: 2 }] })
    expect(JSON.parse(text()).plugins).toEqual([['./one.js', { b: 2 }, { id: 'first' }]])
    await configuration.apply({ action: 'disable', id: 'first' })
    expect(ids(node)).toEqual([])
    const removed = configuration.preview({ action: 'remove', id: 'nobody' })
    await expect(removed).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_UNKNOWN' })
  })
})

describe('an edit that cannot be made', () => {
  it('restores the file and leaves the node as it was', async () => {
    const { configuration, node, text } = await start()
    const before = text()
    const invalid = configuration.apply({ action: 'set', changes: [{ path: ['sendrate'], value: 'fast' }] })
    await expect(invalid).rejects.toMatchObject({ code: 'ERR_CLACKS_CONFIG_INVALID' })
    const missing = configuration.apply({ action: 'add', plugin: './missing.js' })
    await expect(missing).rejects.toMatchObject({ code: 'ERR_CLACKS_CONFIG_INVALID' })
    expect([text(), ids(node)]).toEqual([before, ['one', 'two']])
  })

  it('is refused if the file was changed since the preview', async () => {
    const { configuration, folder, text } = await start()
    const edit: ConfigEdit = { action: 'remove', id: 'one' }
    const { revision } = await configuration.preview(edit)
    write(folder, { 'clacks.config.yaml': `${text()}# by hand\n` })
    await expect(configuration.apply(edit, revision)).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_CHANGED',
    })
  })

  it('is refused if it would write a masked value, or is of no setting', async () => {
    const { configuration } = await start()
    const masked: ConfigEdit = {
      action: 'configure',
      id: 'two',
      changes: [{ path: ['token'], value: '••••••••' }],
    }
    await expect(configuration.preview(masked)).rejects.toMatchObject({ code: 'ERR_CLACKS_OPTION' })
    const plugins: ConfigEdit = { action: 'set', changes: [{ path: ['plugins', 0], value: 'x' }] }
    await expect(configuration.preview(plugins)).rejects.toMatchObject({ code: 'ERR_CLACKS_OPTION' })
  })

  it('is refused without a config file', async () => {
    const folder = folderWith({})
    const node = await createNode(undefined, { cwd: folder, env: {}, overrides: { port: 0 } })
    const configuration = node.service('configuration')
    await expect(configuration?.preview({ action: 'remove', id: 'x' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_NOT_FOUND',
    })
    await node.stop()
  })
})
