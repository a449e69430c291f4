import { extname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { loadConfig } from '../../src/config/read/load-config.js'
import { ClacksError } from '../../src/errors.js'
import { folderWith } from './folder.js'

/** A config format: the name of the file, and how to write a config. */
interface Format {
  readonly file: string
  readonly write: (config: object) => string
  /** A text with a syntax error, and the place of the error. */
  readonly broken: readonly [text: string, place: string]
}

const json = (config: object): string => JSON.stringify(config, null, 2)
const code = (config: object): string => `export default ${json(config)}\n`
const BROKEN_CODE = ["export default {\n  port: 1\n  hostname: 'x',\n}\n", ':3:3'] as const

const FORMATS: readonly Format[] = [
  { file: 'clacks.config.json', write: json, broken: ['{\n  "port": 1\n  "hostname": "x"\n}', ':3:3'] },
  {
    file: 'clacks.config.yaml',
    write: (config) => stringify(config),
    broken: ['port: 1\n hostname: x\n', ':1:7'],
  },
  { file: '.clacksrc', write: (config) => stringify(config), broken: ['port: 1\nport: 2\n', ':2:1'] },
  {
    file: 'package.json',
    write: (config) => json({ name: 'x', clacks: config }),
    broken: ['{\n  "clacks": {\n    "port": nope\n  }\n}', ':3:13'],
  },
  { file: 'clacks.config.ts', write: code, broken: BROKEN_CODE },
  { file: 'clacks.config.mjs', write: code, broken: BROKEN_CODE },
  {
    file: 'clacks.config.cjs',
    write: (config) => `module.exports = ${json(config)}\n`,
    broken: ["module.exports = {\n  port: 1\n  hostname: 'x',\n}\n", ':3:3'],
  },
]

/** A kind of issue: a config with it, the line to report, the message and the fix. */
interface Kind {
  readonly name: string
  readonly config: object
  readonly at: RegExp
  /** The same in code, where values have no positions: what is around it. */
  readonly atInCode?: RegExp
  readonly said: string
  readonly fix: string
}

const KINDS: readonly Kind[] = [
  {
    name: 'a misspelt key',
    config: { port: 1, hostnme: 'x' },
    at: /hostnme/,
    said: 'hostnme: unknown option',
    fix: 'Did you mean "hostname"?',
  },
  {
    name: 'a value of the wrong type',
    config: { hostname: 'x', port: 'high' },
    at: /\bport\b/,
    said: 'port: expected an integer',
    fix: 'received "high"',
  },
  {
    name: 'a value out of range',
    config: { hostname: 'x', port: 70_000 },
    at: /\bport\b/,
    said: 'port: expected a number <= 65535',
    fix: 'received 70000',
  },
  {
    name: 'a misspelt choice',
    config: { port: 1, tls: { trust: 'tofuu' } },
    at: /trust/,
    said: 'tls.trust: expected one of "tofu", "ca", "pin", "none", received "tofuu"',
    fix: 'Did you mean "tofu"?',
  },
  {
    name: 'a misspelt key within a key',
    config: { port: 1, limits: { queueMesages: 1 } },
    at: /queueMesages/,
    said: 'limits.queueMesages: unknown option',
    fix: 'Did you mean "queueMessages"?',
  },
  {
    name: 'a plugin that is not installed',
    config: { port: 1, plugins: ['lodger'] },
    at: /lodger/,
    said: 'plugins[0]: there is no plugin "lodger": tried @clacks/plugin-lodger, clacks-plugin-lodger from <folder>',
    fix: 'npm install @clacks/plugin-logger. Did you mean "logger"?',
  },
  {
    name: 'a plugin file that does not exist',
    config: { port: 1, plugins: ['./nope.ts'] },
    at: /nope/,
    said: 'plugins[0]: plugin "./nope.ts" cannot be loaded: <folder>/nope.ts: there is no such file',
    fix: 'there is no such file',
  },
  {
    name: 'a misspelt plugin option',
    config: { port: 1, plugins: [['./shout.mjs', { sufix: '!' }]] },
    at: /sufix/,
    said: 'plugins[0].sufix: unknown option, expected one of suffix',
    fix: 'Did you mean "suffix"?',
  },
  {
    name: 'a plugin option of the wrong type',
    config: { port: 1, plugins: [['./shout.mjs', { suffix: 7 }]] },
    at: /suffix/,
    said: 'plugins[0].suffix: expected a string',
    fix: 'received 7',
  },
  {
    name: 'a plugin that is listed twice',
    config: { port: 1, plugins: ['./shout.mjs', ['./shout.mjs', { suffix: '?' }]] },
    at: /plugins/,
    said: 'plugins: Plugin "shout" is used twice with the id "shout".',
    fix: 'Give one of them another `id`',
  },
  {
    name: 'an entry that is not a plugin',
    config: { port: 1, plugins: [7] },
    at: /^ +(?:- )?7$/,
    atInCode: /plugins/,
    said: 'plugins[0]: expected a name, a path, or [name, options, { id, enabled }], received 7',
    fix: 'expected a name, a path, or [name, options, { id, enabled }]',
  },
  {
    name: 'a preset that does not exist',
    config: { port: 1, extends: './bsae.yaml' },
    at: /bsae/,
    said: 'extends: expected a file, received "./bsae.yaml", but <folder>/bsae.yaml does not exist',
    fix: 'Did you mean "./base.yaml"?',
  },
  {
    name: 'a preset package that is not installed',
    config: { port: 1, extends: 'tower-preset' },
    at: /extends/,
    said: 'extends: package "tower-preset" was not found from <folder>; to install it there, not globally: npm install tower-preset',
    fix: 'npm install tower-preset',
  },
  {
    name: 'an address without a port',
    config: { port: 1, peers: ['tower-2.example'] },
    at: /tower-2/,
    said: 'peers[0]: expected host:port, received "tower-2.example"',
    fix: 'expected host:port',
  },
  {
    name: 'a key without its certificate',
    config: { port: 1, tls: { key: './key.pem' } },
    at: /tls/,
    said: 'tls: `key` is given without `cert`',
    fix: 'expected both or neither',
  },
  {
    name: 'a key file that does not exist',
    config: { port: 1, tls: { key: './nope.pem', cert: './key.pem' } },
    at: /nope/,
    said: 'tls.key: expected a file, received "./nope.pem"',
    fix: '<folder>/nope.pem does not exist or cannot be read',
  },
]

const SURROUNDINGS = {
  'shout.mjs': `import { definePlugin } from 'clacks'
export default definePlugin({ name: 'shout', setup() {}, options: {
  type: 'object', properties: { suffix: { type: 'string' } }, additionalProperties: false } })`,
  'base.yaml': 'port: 1\n',
  'key.pem': 'a key',
}

async function refusal(file: string, text: string): Promise<string> {
  const cwd = folderWith({ ...SURROUNDINGS, [file]: text })
  const thrown: unknown = await loadConfig(undefined, { cwd, env: {} }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof ClacksError)) throw new Error(`no ClacksError: ${String(thrown)}`)
  return thrown.message.replaceAll(cwd, '<folder>')
}

describe.each(FORMATS)('$file', ({ file, write, broken: [text, place] }) => {
  it('a syntax error: reports the place, shows the line, says what to do', async () => {
    const said = await refusal(file, text)
    expect(said).toContain(`<folder>/${file}${place}: `)
    expect(said).toMatch(new RegExp(`^ {2}> ${place.split(':')[1]} \\| `, 'm'))
    expect(said).toContain('Correct the file where the message says.')
  })

  it.each(KINDS)('$name: reports file and place, shows the line, suggests the fix', async (kind) => {
    const written = write(kind.config)
    const said = await refusal(file, written)
    const at = (/[cm]?[jt]s$/.test(extname(file)) && kind.atInCode) || kind.at
    const line = written.split('\n').findIndex((each) => at.test(each)) + 1
    expect(said).toMatch(new RegExp(`^ {2}${file.replaceAll('.', '\\.')}:${line}:\\d+ `, 'm'))
    expect(said).toContain(kind.said)
    expect(said).toContain(kind.fix)
    expect(said).toMatch(new RegExp(`^ {4}> ${line} \\| .*\\n {8}\\| +\\^$`, 'm'))
    expect(said).toContain('has 1 issue')
  })
})
