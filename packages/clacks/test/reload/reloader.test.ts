import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/read/read-config.js'
import type { Clacks } from '../../src/node.js'
import { type Reload, Reloader, summaryOf } from '../../src/reload/reloader.js'
import { type Files, folderWith, installed, write } from '../config/folder.js'
import { memoryNodes } from '../node/memory-nodes.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

const NOTHING: Reload = { added: [], replaced: [], removed: [], changed: [], peers: [], restart: [] }
const named = (name: string, setup = ''): string =>
  `export default { name: '${name}', id: '${name}', resolveOptions: () => ({}), setup() { ${setup} } }`

/** A node on a config of files, and what takes edits of them over. */
async function start(
  files: Files,
): Promise<{ node: Clacks; folder: string; edit(files: Files): Promise<Reload> }> {
  const folder = folderWith(files)
  const read = () => readConfig(undefined, { cwd: folder, env: {} })
  const loaded = await read()
  const node = await nodes.start('a', { ...loaded.config, plugins: loaded.plugins })
  const reloader = await Reloader.of(node, loaded, read)
  const edit = (edited: Files): Promise<Reload> => {
    write(folder, edited)
    return reloader.apply()
  }
  return { node, folder, edit }
}

const config = (more: object = {}): Files => ({ 'clacks.config.json': { hostname: 'a', port: 80, ...more } })
const ids = (node: Clacks): string[] => node.plugins().map(({ id }) => id)

describe('an edit', () => {
  it('that changes nothing does nothing', async () => {
    const { edit } = await start({ ...config({ plugins: ['./one.js'] }), 'one.js': named('one') })
    expect(await edit(config({ plugins: ['./one.js'] }))).toEqual(NOTHING)
    expect(summaryOf(NOTHING)).toBe('nothing changed')
  })

  it('adds, replaces and removes plugins by id', async () => {
    const { node, edit } = await start({
      ...config({ plugins: ['./one.js', 'two', ['two', null, { id: 'second' }]] }),
      'one.js': named('one'),
      'three.js': named('three'),
      ...installed('clacks-plugin-two', named('two')),
    })
    const reload = await edit(config({ plugins: ['./three.js', 'two', ['two', undefined, { id: 'other' }]] }))
    expect(reload).toEqual({ ...NOTHING, added: ['three', 'other'], removed: ['one', 'second'] })
    expect(ids(node).sort()).toEqual(['other', 'three', 'two'])
    expect(await edit({ 'three.js': named('three', '1') })).toEqual({ ...NOTHING, replaced: ['three'] })
    expect(summaryOf(reload)).toBe('plugins added: three, other; removed: one, second')
  })

  it('replaces what a code config makes itself, and sees a preset', async () => {
    const { node, edit } = await start({
      'clacks.config.ts': `import { definePlugin } from 'clacks'
        export default { extends: './base.json', hostname: 'a', port: 80, plugins: [definePlugin({ name: 'inline', setup() {} })()] }`,
      'base.json': { sendrate: 5 },
    })
    expect(await edit({ 'base.json': { sendrate: 6 } })).toEqual({
      ...NOTHING,
      replaced: ['inline'],
      changed: ['sendrate'],
    })
    expect(node.getOptions().sendrate).toBe(6)
  })

  it('gives a setting that is no longer said its default', async () => {
    const { node, edit } = await start(config({ sendrate: 7, limits: { queueMessages: 5 } }))
    expect(await edit(config())).toEqual({ ...NOTHING, changed: ['sendrate', 'limits.queueMessages'] })
    expect(node.getOptions()).toMatchObject({ sendrate: 1, limits: { queueMessages: 100_000 } })
  })

  it('announces the node to peers that are new in the list', async () => {
    const { node, edit } = await start(config({ peers: ['b:80'] }))
    let announced = 0
    const other = await nodes.start('c')
    other.hooks.announced.tap('test', () => {
      announced++
      return undefined
    })
    expect(await edit(config({ peers: ['c:80'] }))).toEqual({ ...NOTHING, peers: ['c:80'] })
    await nodes.clock.advance('1s')
    expect(announced).toBe(1)
    expect(Object.keys(node.getPeers().alive)).toHaveLength(1)
  })

  it('announces nothing if a plugin stops the node meanwhile', async () => {
    const { node, edit } = await start({
      ...config({ plugins: ['./one.js'] }),
      'one.js': named('one', "return () => process.emit('clacks-test')"),
    })
    process.once('clacks-test', () => void node.stop())
    expect(await edit(config({ peers: ['c:80'] }))).toMatchObject({ removed: ['one'], peers: ['c:80'] })
  })

  it('says what cannot change live, at every edit until it is taken back', async () => {
    const { edit } = await start(config())
    const reload = await edit(config({ port: 81, tls: { trust: 'none' }, control: false }))
    expect(reload).toEqual({ ...NOTHING, restart: ['port', 'tls', 'control'] })
    expect(summaryOf(reload)).toBe('only after a restart: port, tls, control')
    expect((await edit(config({ port: 81, control: false }))).restart).toEqual(['port', 'control'])
    expect((await edit(config())).restart).toEqual([])
  })

  it.each<[string, Files, string]>([
    ['is wrong', config({ sendrate: 'fast' }), 'ERR_CLACKS_CONFIG_INVALID'],
    ['does not parse', { 'clacks.config.json': '{' }, 'ERR_CLACKS_CONFIG_LOAD'],
    ['names a plugin that is not there', config({ plugins: ['nope'] }), 'ERR_CLACKS_CONFIG_INVALID'],
    [
      'brings a plugin that does not start',
      {
        ...config({ sendrate: 9, plugins: ['./one.js', './bad.js'] }),
        'one.js': named('one', '2'),
        'bad.js': named('bad', "throw new Error('no')"),
      },
      'ERR_CLACKS_PLUGIN_SETUP',
    ],
  ])('that %s changes nothing, and the next one counts from what runs', async (_, files, code) => {
    const { node, edit } = await start({
      ...config({ sendrate: 5, plugins: ['./one.js'] }),
      'one.js': named('one'),
    })
    await expect(edit(files)).rejects.toMatchObject({ code })
    expect(ids(node)).toEqual(['one'])
    expect(node.getOptions().sendrate).toBe(5)
    const good = { ...config({ sendrate: 6, plugins: ['./one.js'] }), 'one.js': named('one') }
    expect(await edit(good)).toEqual({ ...NOTHING, changed: ['sendrate'] })
  })

  it('does not bring a plugin back that crashed and was removed, unless it is another', async () => {
    const one = ['./one.js']
    const { node, edit } = await start({ ...config({ plugins: one }), 'one.js': named('one') })
    await node.remove('one')
    expect(await edit(config({ plugins: one, sendrate: 2 }))).toEqual({ ...NOTHING, changed: ['sendrate'] })
    expect(await edit({ 'one.js': named('one', '2') })).toEqual({ ...NOTHING, added: ['one'] })
    await node.remove('one')
    expect(await edit(config({ plugins: [], sendrate: 2 }))).toEqual(NOTHING)
  })

  it('that takes the config away changes nothing', async () => {
    const { node, folder, edit } = await start({
      ...config({ plugins: ['./one.js'] }),
      'one.js': named('one'),
    })
    rmSync(join(folder, 'one.js'))
    await expect(edit({})).rejects.toMatchObject({ code: 'ERR_CLACKS_CONFIG_INVALID' })
    expect(ids(node)).toEqual(['one'])
  })

  it.each(['', '# plugins follow\n', 'plugins:\n  - ./on'])(
    'that leaves %j of the config takes no plugin away',
    async (text) => {
      const { node, edit } = await start({
        'clacks.config.yaml': 'hostname: a\nport: 80\nplugins:\n  - ./one.js\n',
        'one.js': named('one'),
      })
      await expect(edit({ 'clacks.config.yaml': text })).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_CLACKS_CONFIG_(?:LOAD|INVALID)$/),
      })
      expect(ids(node)).toEqual(['one'])
    },
  )

  it('in a file that a plugin or the config imports is applied', async () => {
    const { node, edit } = await start({
      'clacks.config.mjs':
        "import { rate } from './rate.mjs'\nexport default { hostname: 'a', port: 80, sendrate: rate, plugins: ['./one.mjs'] }",
      'rate.mjs': 'export const rate = 5',
      'one.mjs': `import './part.mjs'\n${named('one')}`,
      'part.mjs': '1',
    })
    expect(await edit({ 'rate.mjs': 'export const rate = 6' })).toEqual({ ...NOTHING, changed: ['sendrate'] })
    expect(node.getOptions().sendrate).toBe(6)
    expect(await edit({ 'part.mjs': '2' })).toEqual({ ...NOTHING, replaced: ['one'] })
  })

  it('comes after the one before it, however fast they come', async () => {
    const { node, edit } = await start(config())
    const reloads = await Promise.all([edit(config({ sendrate: 2 })), edit(config({ sendrate: 3 }))])
    expect(reloads.filter(({ changed }) => changed.length > 0)).toHaveLength(1)
    expect(node.getOptions().sendrate).toBe(3)
  })
})
