import { describe, expect, it } from 'vitest'
import { editPlugins } from '../../src/config/edit/edit-plugins.js'

/** The lines that an edit removed (`-`) and added (`+`). */
function changed(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ]
}

const add = async (
  file: string,
  text: string,
  entry: Parameters<typeof editPlugins>[2] = { add: 'logger' },
) => changed(text, await editPlugins(`/x/${file}`, text, entry))

const YAML = `# what this node is
port: 8080   # the usual one

# who helps
plugins:
  - "one" # first
  # the second is special
  - [two, { a: 1 }]

peers: ['a:1', "b:2"]
`

const CODE = `import { defineConfig } from 'clacks'
import own from './own.js'

// what this node is
export default defineConfig({
  port: 8080, // the usual one
  plugins: [
    // who helps
    'one',
    own({ a: 1 }),
  ],
})
`

const JSON_TEXT = `{
    "port": 8080,
    "plugins": ["one", ["two", { "a": 1 }]],
    "peers": [ "a:1" ]
}
`

describe('adding a plugin', () => {
  it('adds a line and leaves comments, quotes and blank lines alone', async () => {
    expect(await add('clacks.config.yaml', YAML)).toEqual(['+  - logger'])
    expect(await add('clacks.config.ts', CODE)).toEqual(["+    'logger',"])
  })

  it.each([
    ['clacks.config.yaml', YAML],
    ['clacks.config.ts', CODE],
    ['clacks.config.json', JSON_TEXT],
  ])('keeps the CRLF line ends of %s', async (file, text) => {
    const crlf = text.replaceAll('\n', '\r\n')
    const expected = await editPlugins(`/x/${file}`, text, { add: 'logger' })
    expect(await editPlugins(`/x/${file}`, crlf, { add: 'logger' })).toBe(expected.replaceAll('\n', '\r\n'))
  })

  it('adds to a list on one line', async () => {
    expect(await add('clacks.config.json', JSON_TEXT)).toEqual([
      '-    "plugins": ["one", ["two", { "a": 1 }]],',
      '+    "plugins": ["one", ["two", { "a": 1 }], "logger"],',
    ])
    expect(await add('clacks.config.mjs', "export default {\n  plugins: ['one'],\n}\n")).toEqual([
      "-  plugins: ['one'],",
      "+  plugins: ['one', 'logger'],",
    ])
  })

  it('writes its options and id', async () => {
    const entry = { add: ['logger', { type: 'announce' }, { id: 'second' }] } as const
    expect(await add('clacks.config.yaml', YAML, entry)).toEqual([
      '+  - [logger, {type: announce}, {id: second}]',
    ])
    const code = await editPlugins('/x/clacks.config.ts', CODE, entry)
    expect(code.replace(/\s+/g, ' ')).toMatch(/\['logger', \{ type: 'announce',? \}, \{ id: 'second',? \}\]/)
  })

  it.each([
    ['clacks.config.yaml', 'port: 1 # why\n', 'port: 1 # why\nplugins:\n  - logger\n'],
    ['clacks.config.yaml', 'plugins: []\nport: 1\n', 'plugins:\n  - logger\nport: 1\n'],
    ['clacks.config.yaml', 'plugins:\n- one\n', 'plugins:\n- one\n- logger\n'],
    ['clacks.config.yaml', '', 'plugins:\n  - logger\n'],
    ['clacks.config.json', '{ "port": 1 }', '{ "port": 1, "plugins": [\n    "logger"\n  ] }'],
    [
      'package.json',
      '{\n\t"clacks": {}\n}\n',
      '{\n\t"clacks": {\n\t\t"plugins": [\n\t\t\t"logger"\n\t\t]\n\t}\n}\n',
    ],
    ['clacks.config.ts', 'export default {}\n', "export default {\n  plugins: ['logger'],\n}\n"],
    [
      'clacks.config.ts',
      'export default {\n  port: 1,\n} satisfies Config\n',
      "export default {\n  port: 1,\n  plugins: ['logger'],\n} satisfies Config\n",
    ],
    [
      'clacks.config.cjs',
      'module.exports = { port: 1 }',
      "module.exports = { port: 1, plugins: ['logger'] }",
    ],
    ['clacks.config.cts', 'export = { plugins: [] }', "export = { plugins: ['logger'] }"],
  ])('%s: creates the list if there is none: %j', async (file, before, after) => {
    expect((await editPlugins(`/x/${file}`, before, { add: 'logger' })).replace(/\s+/g, ' ').trim()).toBe(
      after.replace(/\s+/g, ' ').trim(),
    )
  })

  it.each([
    ['clacks.config.ts', 'export default () => ({ plugins: [] })'],
    ['clacks.config.ts', 'export default { plugins: list }'],
    ['clacks.config.cjs', 'module.exports.port = 1'],
  ])('%s is left alone if it cannot be edited safely: %s', async (file, text) => {
    await expect(editPlugins(`/x/${file}`, text, { add: 'logger' })).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_EDIT',
      message: expect.stringContaining('add "logger" to `plugins`'),
    })
  })
})

describe('removing a plugin', () => {
  it('removes its line and leaves the rest alone', async () => {
    expect(await add('clacks.config.yaml', YAML, { removeAt: 1 })).toEqual([
      '-  # the second is special',
      '-  - [two, { a: 1 }]',
    ])
    expect(await add('clacks.config.ts', CODE, { removeAt: 1 })).toEqual(['-    own({ a: 1 }),'])
    expect(await add('clacks.config.json', JSON_TEXT, { removeAt: 1 })).toEqual([
      '-    "plugins": ["one", ["two", { "a": 1 }]],',
      '+    "plugins": ["one"],',
    ])
  })
})
