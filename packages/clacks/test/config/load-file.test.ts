import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadFile } from '../../src/config/read/load-file.js'
import { ClacksError } from '../../src/errors.js'
import { folderWith, write } from './folder.js'

const load = (name: string, content: string) => loadFile(`${folderWith({ [name]: content })}/${name}`)

async function refusal(name: string, content: string): Promise<string> {
  const thrown: unknown = await load(name, content).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof ClacksError)) throw new Error(`no ClacksError: ${String(thrown)}`)
  return `${thrown.code} ${thrown.message.slice(thrown.message.indexOf(name))}`
}

describe('a code config', () => {
  it.each([
    ['clacks.config.ts', 'enum Port { Own = 9000 }\nexport default { port: Port.Own as number }'],
    ['clacks.config.mts', 'const port: number = 9000\nexport default { port }'],
    ['clacks.config.cts', 'const port: number = 9000\nexport = { port }'],
    ['clacks.config.js', 'export default { port: 9000 }'],
    ['clacks.config.js', 'module.exports = { port: 9000 }'],
    ['clacks.config.mjs', 'export default { port: 9000 }'],
    ['clacks.config.cjs', 'exports.port = 9000'],
    ['clacks.config.ts', 'export default () => ({ port: 9000 })'],
    ['clacks.config.ts', 'export default async () => ({ port: await Promise.resolve(9000) })'],
    ['clacks.config.ts', 'const port = await Promise.resolve(9000)\nexport default { port }'],
    [
      'clacks.config.ts',
      "import { defineConfig } from 'clacks'\nexport default defineConfig({ port: 9000 })",
    ],
    [
      'clacks.config.cjs',
      "const { defineConfig } = require('clacks')\nmodule.exports = defineConfig({ port: 9000 })",
    ],
  ])('%s: %s', async (name, content) => {
    expect((await load(name, content)).value).toEqual({ port: 9000 })
  })

  it('imports other files in TypeScript', async () => {
    const folder = folderWith({
      'clacks.config.ts': "import { port } from './port.js'\nexport default { port }",
      'port.ts': 'export const port: number = 9000',
    })
    expect((await loadFile(`${folder}/clacks.config.ts`)).value).toEqual({ port: 9000 })
  })

  it.each(['ts', 'mts', 'js', 'mjs', 'cjs'])('is loaded again after an edit: %s', async (ending) => {
    const file = `clacks.config.${ending}`
    const write1 = (port: number) =>
      ending === 'cjs' ? `module.exports = { port: ${port} }` : `export default { port: ${port} }`
    const folder = folderWith({ [file]: write1(1) })
    expect((await loadFile(`${folder}/${file}`)).value).toEqual({ port: 1 })
    write(folder, { [file]: write1(2) })
    expect((await loadFile(`${folder}/${file}`)).value).toEqual({ port: 2 })
  })

  it('is loaded again after an edit of a file that it imports', async () => {
    const folder = folderWith({
      'clacks.config.ts': "import { port } from './port.js'\nexport default { port }",
      'port.ts': 'export const port: number = 1',
    })
    expect((await loadFile(`${folder}/clacks.config.ts`)).value).toEqual({ port: 1 })
    write(folder, { 'port.ts': 'export const port: number = 2' })
    expect((await loadFile(`${folder}/clacks.config.ts`)).value).toEqual({ port: 2 })
  })

  it('reports where a syntax error is and what was found', async () => {
    const text = "export default {\n  port: 8080\n  hostname: 'x',\n}\n"
    expect(await refusal('clacks.config.ts', text)).toBe(
      [
        'ERR_CLACKS_CONFIG_LOAD clacks.config.ts:3:3: syntax: Unexpected token, expected ",", found "hostname: \'x\',".',
        '    2 |   port: 8080',
        "  > 3 |   hostname: 'x',",
        '      |   ^',
        'Correct the file where the message says.',
      ].join('\n'),
    )
  })

  it('reports which file has the syntax error if it imports another', async () => {
    const folder = folderWith({
      'clacks.config.ts': "import { port } from './port.js'\nexport default { port }",
      'port.ts': 'export const port: = 9000',
    })
    await expect(loadFile(`${folder}/clacks.config.ts`)).rejects.toThrow(`${folder}/port.ts:1:20: syntax:`)
  })

  it('reports the line at which it throws', async () => {
    expect(
      await refusal('clacks.config.ts', 'interface A {\n  b: string\n}\n\nexport default nope.b'),
    ).toContain('ERR_CLACKS_CONFIG_LOAD clacks.config.ts:5: nope is not defined.')
    expect(
      await refusal('clacks.config.mjs', 'export default () => {\n  throw new Error("no port today")\n}'),
    ).toContain('clacks.config.mjs:2: no port today.')
  })

  it('reports what cannot be imported', async () => {
    expect(await refusal('clacks.config.ts', "import 'not-installed'\nexport default {}")).toContain(
      "Cannot find module 'not-installed'",
    )
  })

  it('reports that there is no default export', async () => {
    expect(await refusal('clacks.config.ts', 'export const port = 1')).toContain(
      'clacks.config.ts: it has no default export.',
    )
  })

  it('finds the line of a key that occurs exactly once', async () => {
    const { locate } = await load(
      'clacks.config.ts',
      'export default {\n  port: 1,\n  tls: { key: 1, },\n  peers: [],\n  limits: { peers: 1 },\n}',
    )
    expect(locate(['port'])).toEqual({ line: 2, column: 3 })
    expect(locate(['tls', 'key'])).toEqual({ line: 3, column: 10 })
    expect(locate(['peers'])).toBeUndefined()
    expect(locate(['hostname'])).toBeUndefined()
  })
})

describe('a JSON config', () => {
  it('knows the place of every value', async () => {
    const { value, locate } = await load(
      'clacks.config.json',
      '{\n  "port": 1,\n  "plugins": [\n    ["a", {"b": 1}]\n  ]\n}',
    )
    expect(value).toEqual({ port: 1, plugins: [['a', { b: 1 }]] })
    expect(locate(['port'])).toEqual({ line: 2, column: 3 })
    expect(locate(['plugins', 0])).toEqual({ line: 4, column: 5 })
    expect(locate(['plugins', 0, 1, 'b'])).toEqual({ line: 4, column: 12 })
    expect(locate(['nope'])).toBeUndefined()
  })

  it.each([
    ['{"port": 1 "hostname": "x"}', ':1:12: JSON syntax: comma expected, found "\\"hostname\\"".'],
    ['{\n  "port": 1,\n}', ':3:1: JSON syntax: property name expected, found "}".'],
    ['{\n  "port": nope\n}', ':2:11: JSON syntax: invalid symbol, found "nope".'],
    ['{\n  "port": 1', ':2:12: JSON syntax: close brace expected, found the end of the file.'],
    ['// a comment\n{}', ':1:1: JSON syntax: invalid comment token, found "// a comment".'],
    ['{\n  "port": 1,\n  "port": 2\n}', ':3:3: the key "port" appears twice.'],
  ])('%s', async (text, said) => {
    expect(await refusal('clacks.config.json', text)).toContain(
      `ERR_CLACKS_CONFIG_LOAD clacks.config.json${said}`,
    )
  })

  it('reads a file with a byte order mark', async () => {
    expect((await load('clacks.config.json', '\uFEFF{"port": 1}')).value).toEqual({ port: 1 })
  })

  it('reads the field of a package.json, and counts lines from the start of the file', async () => {
    const { value, locate } = await load(
      'package.json',
      '{\n  "name": "x",\n  "clacks": {\n    "port": 1\n  }\n}',
    )
    expect(value).toEqual({ port: 1 })
    expect(locate(['port'])).toEqual({ line: 4, column: 5 })
  })
})

it('reports a config that is UTF-16', async () => {
  const file = join(folderWith({}), 'clacks.config.yaml')
  writeFileSync(file, '\uFEFFport: 1\n', 'utf16le')
  await expect(loadFile(file)).rejects.toMatchObject({
    code: 'ERR_CLACKS_CONFIG_LOAD',
    message: expect.stringContaining('it is UTF-16, as Windows PowerShell writes it; expected UTF-8.'),
  })
})

describe('a YAML config', () => {
  it.each(['clacks.config.yaml', 'clacks.config.yml', '.clacksrc'])(
    '%s knows where everything stands',
    async (name) => {
      const { value, locate } = await load(
        name,
        'port: 1\nplugins:\n  - logger\n  - [a, { b: 1 }]\nsendrate: .inf\n',
      )
      expect(value).toEqual({
        port: 1,
        plugins: ['logger', ['a', { b: 1 }]],
        sendrate: Number.POSITIVE_INFINITY,
      })
      expect(locate(['port'])).toEqual({ line: 1, column: 1 })
      expect(locate(['plugins', 1])).toEqual({ line: 4, column: 5 })
      expect(locate(['plugins', 1, 1, 'b'])).toEqual({ line: 4, column: 11 })
    },
  )

  it.each([
    ['port: 1\n hostname: x\n', ':1:7: YAML syntax: Nested mappings'],
    ['plugins:\n  - [x, {a: 1]\n', ':2:'],
    ['port: 1\nport: 2\n', ':2:1: YAML syntax: Map keys must be unique.'],
    ['port: !!js/function 1\n', ':1:7: YAML syntax: Unresolved tag'],
    ['port: *nope\n', 'YAML syntax: Unresolved alias'],
  ])('%s', async (text, said) => {
    const message = await refusal('clacks.config.yaml', text)
    expect(message).toContain('ERR_CLACKS_CONFIG_LOAD clacks.config.yaml')
    expect(message).toContain(said)
  })

  it('merges maps with <<, as YAML 1.1 does', async () => {
    const text = 'plugins:\n  - [a, &a {keep: 3, on: true}]\n  - [b, {<<: *a, keep: 4}]\n'
    expect((await load('clacks.config.yaml', text)).value).toEqual({
      plugins: [
        ['a', { keep: 3, on: true }],
        ['b', { keep: 4, on: true }],
      ],
    })
  })
})

describe('a config without content', () => {
  it.each([
    ['clacks.config.yaml', '', 'the file is empty; a config with only defaults is {}.'],
    ['clacks.config.yaml', '# nothing yet\n', 'the file has no content; a config with only defaults is {}.'],
    ['clacks.config.json', ' \n', 'the file is empty; a config with only defaults is {}.'],
    ['.clacksrc', '', 'the file is empty'],
    ['clacks.config.ts', '\n', 'the file is empty; a config with only defaults is export default {}.'],
  ])('%s %j never means the defaults', async (name, text, said) => {
    expect(await refusal(name, text)).toContain(said)
  })
})

describe('a path that is not a config file', () => {
  it('does not exist', async () => {
    await expect(loadFile(`${folderWith({})}/nope.json`)).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_NOT_FOUND',
    })
  })

  it('is a folder', async () => {
    await expect(loadFile(folderWith({}))).rejects.toThrow('it is a folder; expected a file')
  })

  it('has another extension', async () => {
    expect(await refusal('clacks.toml', '')).toContain('the name ends in .toml; expected one of .ts, ')
  })
})
