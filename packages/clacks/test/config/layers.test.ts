import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ignoredVariables, VARIABLES } from '../../src/config/layer/environment.js'
import { loadConfig } from '../../src/config/read/load-config.js'
import { makeCertificate } from '../../src/transport/certificate.js'
import { type Files, folderWith, installed } from './folder.js'

type Environment = Readonly<Record<string, string>>

const load = async (files: Files, env: Environment = {}, path?: string) => {
  const cwd = folderWith(files)
  return { cwd, ...(await loadConfig(path, { cwd, env })) }
}

const refusal = async (files: Files, env: Environment = {}): Promise<string> => {
  const cwd = folderWith(files)
  const thrown: unknown = await loadConfig(undefined, { cwd, env }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof Error)) throw new Error('the config has no issues')
  return thrown.message.replaceAll(cwd, '<folder>')
}

const recording = (name: string): string => `
  const schema = { type: 'object', properties: { a: {}, b: {}, nested: { type: 'object' } } }
  const make = (options = {}, use = {}) => ({ name: '${name}', id: use.id ?? '${name}', options, resolveOptions: () => options, setup() {} })
  export default Object.assign(make, { definition: { name: '${name}', options: schema }, configure: make })`

describe('extends', () => {
  it('overrides presets with the config: objects merge, lists are replaced', async () => {
    const { config, files, cwd } = await load({
      'clacks.config.yaml':
        'extends: [./one.json, ./two.yaml]\nport: 3\nlimits: { depth: 3 }\npeers: [c:3]\n',
      'one.json': { port: 1, hostname: 'one', limits: { depth: 1, peers: 100 }, peers: ['a:1', 'b:1'] },
      'two.yaml': 'hostname: two\nlimits: { queueMessages: 2 }\nsendrate: 2\n',
    })
    expect(config).toEqual({
      port: 3,
      hostname: 'two',
      sendrate: 2,
      limits: { depth: 3, peers: 100, queueMessages: 2 },
      peers: ['c:3'],
    })
    expect(files).toEqual(['clacks.config.yaml', 'one.json', 'two.yaml'].map((name) => join(cwd, name)))
  })

  it('resolves names and paths in a preset from its folder; presets can have presets', async () => {
    const { key, cert } = await makeCertificate('localhost')
    const { config, plugins, cwd } = await load({
      'clacks.config.ts': "export default { extends: './base/mid.ts' }",
      'base/mid.ts': "export default { extends: './deep/low.yaml', plugins: ['./here.ts'] }",
      'base/here.ts': "export default { name: 'here', apply() {} }",
      'base/deep/low.yaml': 'tls: { key: ./k.pem, cert: ./c.pem, ca: [./c.pem] }\nplugins: [./there.js]\n',
      'base/deep/there.js': "export default { name: 'there', apply() {} }",
      'base/deep/k.pem': key,
      'base/deep/c.pem': cert,
    })
    expect(plugins.map(({ name }) => name)).toEqual(['there', 'here'])
    const deep = join(cwd, 'base/deep')
    expect(config.tls).toEqual({
      key: join(deep, 'k.pem'),
      cert: join(deep, 'c.pem'),
      ca: [join(deep, 'c.pem')],
    })
  })

  it('accepts a package, which brings its own plugins', async () => {
    const { config, plugins } = await load({
      'clacks.config.yaml': 'extends: tower-preset\n',
      'node_modules/tower-preset/package.json': { name: 'tower-preset', main: './preset.yaml' },
      'node_modules/tower-preset/preset.yaml': 'sendrate: 7\nplugins: [echo]\n',
      'node_modules/tower-preset/node_modules/clacks-plugin-echo/package.json': {
        name: 'clacks-plugin-echo',
        type: 'module',
        exports: './index.js',
      },
      'node_modules/tower-preset/node_modules/clacks-plugin-echo/index.js': recording('echo'),
    })
    expect(config.sendrate).toBe(7)
    expect(plugins.map(({ name }) => name)).toEqual(['echo'])
  })

  it('merges plugins by id: a later entry takes the earlier position, options merge', async () => {
    const { plugins } = await load({
      ...installed('clacks-plugin-echo', recording('echo')),
      ...installed('clacks-plugin-other', recording('other')),
      'base.yaml':
        'plugins:\n  - [echo, { a: 1, b: 1, nested: { x: 1, y: 1 } }]\n  - [echo, { a: 2 }, { id: second }]\n  - other\n',
      'clacks.config.yaml':
        'extends: ./base.yaml\nplugins:\n  - [clacks-plugin-echo, { b: 9, nested: { y: 9 } }]\n  - [other, { a: 5 }]\n  - [echo, {}, { id: third }]\n',
    })
    expect(plugins).toMatchObject([
      { id: 'echo', options: { a: 1, b: 9, nested: { x: 1, y: 9 } } },
      { id: 'second', options: { a: 2 } },
      { id: 'other', options: { a: 5 } },
      { id: 'third', options: {} },
    ])
  })

  it('uses the options of a preset if the config only names the plugin', async () => {
    const { plugins } = await load({
      ...installed('clacks-plugin-echo', recording('echo')),
      'base.yaml': 'plugins: [[echo, { a: 1 }]]\n',
      'clacks.config.yaml': 'extends: ./base.yaml\nplugins: [echo]\n',
    })
    expect(plugins).toMatchObject([{ options: { a: 1 } }])
  })

  it('still reports a plugin that one file lists twice', async () => {
    const said = await refusal({
      ...installed('clacks-plugin-echo', recording('echo')),
      'base.yaml': 'plugins: [echo]\n',
      'clacks.config.yaml': 'extends: ./base.yaml\nplugins: [echo, echo]\n',
    })
    expect(said).toContain('Plugin "echo" is used twice with the id "echo"')
  })

  it('reports issues of the preset at their place in the preset, together with those of the config', async () => {
    const said = await refusal({
      'clacks.config.yaml': 'extends: ./base.json\nprot: 1\n',
      'base.json': '{\n  "port": "high"\n}',
    })
    expect(said).toContain('has 2 issues')
    expect(said).toContain('  base.json:2:3 port: expected an integer, received "high".')
    expect(said).toContain('  clacks.config.yaml:2:1 prot: unknown option')
  })

  it('reports an unreadable preset together with all other issues', async () => {
    const said = await refusal({
      'clacks.config.yaml': 'extends: [./one.json, ./two.ts]\nprot: 1\n',
      'one.json': '{ "port": 1',
      'two.ts': 'throw new Error("not today")',
    })
    expect(said).toContain('has 3 issues')
    expect(said).toContain(
      'extends[0]: preset "./one.json" cannot be loaded: <folder>/one.json:1:12: JSON syntax',
    )
    expect(said).toContain('extends[1]: preset "./two.ts" cannot be loaded: <folder>/two.ts:1: not today')
    expect(said).toContain('clacks.config.yaml:2:1 prot:')
  })

  it('checks relations between values on the merged config', async () => {
    const { key, cert } = await makeCertificate('localhost')
    const files = { 'k.pem': key, 'c.pem': cert, 'base.yaml': 'tls: { key: ./k.pem }\n' }
    await load({ ...files, 'clacks.config.yaml': 'extends: ./base.yaml\ntls: { cert: ./c.pem }\n' })
    expect(await refusal({ ...files, 'clacks.config.yaml': 'extends: ./base.yaml\nport: 1\n' })).toContain(
      'base.yaml:1:1 tls: `key` is given without `cert`',
    )
  })

  it('reports a circular chain of presets', async () => {
    const said = await refusal({
      'clacks.config.yaml': 'extends: ./b.yaml\n',
      'b.yaml': 'extends: ./clacks.config.yaml\n',
    })
    expect(said).toContain(
      'b.yaml:1:1 extends: preset "./clacks.config.yaml" extends itself: <folder>/clacks.config.yaml -> <folder>/b.yaml -> <folder>/clacks.config.yaml',
    )
  })
})

/** The variables of a Service, as the kubelet sets them. The first one is that of the address. */
function serviceLinks(service: string): Environment {
  const name = service.toUpperCase().replaceAll('-', '_')
  return {
    [`${name}_PORT`]: 'tcp://10.96.0.12:8080',
    [`${name}_SERVICE_HOST`]: '10.96.0.12',
    [`${name}_SERVICE_PORT`]: '8080',
    [`${name}_SERVICE_PORT_HTTPS`]: '8080',
    [`${name}_PORT_8080_TCP`]: 'tcp://10.96.0.12:8080',
    [`${name}_PORT_8080_TCP_PROTO`]: 'tcp',
    [`${name}_PORT_8080_TCP_PORT`]: '8080',
    [`${name}_PORT_8080_TCP_ADDR`]: '10.96.0.12',
  }
}

describe('the environment', () => {
  it('overrides the config and converts values to the type of the key', async () => {
    const { config } = await load(
      { 'clacks.config.yaml': 'port: 1\nsendrate: 1\nlimits: { depth: 1, peers: 10 }\npeers: [a:1]\n' },
      {
        CLACKS_PORT: '9000',
        CLACKS_HOSTNAME: '127.0.0.1',
        CLACKS_SENDRATE: 'Infinity',
        CLACKS_REQUIRE_VERIFIED: 'true',
        CLACKS_LIMITS_QUEUE_MESSAGES: '1e3',
        CLACKS_LIMITS_DEPTH: '7',
        CLACKS_TLS_TRUST: 'none',
        CLACKS_PEERS: 'b:2, c:3',
      },
    )
    expect(config).toEqual({
      port: 9000,
      hostname: '127.0.0.1',
      sendrate: Number.POSITIVE_INFINITY,
      requireVerified: true,
      limits: { depth: 7, peers: 10, queueMessages: 1000 },
      tls: { trust: 'none' },
      peers: ['b:2', 'c:3'],
    })
  })

  it('overrides the defaults without a config', async () => {
    expect(await load({}, { CLACKS_PORT: '9000' })).toMatchObject({ file: undefined, config: { port: 9000 } })
  })

  it('adds plugins', async () => {
    const { plugins } = await load(
      {
        ...installed('clacks-plugin-echo', recording('echo')),
        'x.ts': "export default { name: 'x', apply() {} }",
      },
      { CLACKS_PLUGINS: 'echo,./x.ts' },
    )
    expect(plugins.map(({ name }) => name)).toEqual(['echo', 'x'])
  })

  it.each([
    [{ CLACKS_PORT: 'high' }, '$CLACKS_PORT port: expected an integer, received "high".'],
    [{ CLACKS_LIMITS_DEPTH: '-1' }, '$CLACKS_LIMITS_DEPTH limits.depth: expected a number > 0, received -1'],
    [
      { CLACKS_REQUIRE_VERIFIED: 'yes' },
      '$CLACKS_REQUIRE_VERIFIED requireVerified: expected true or false, received "yes".',
    ],
    [
      { CLACKS_HOSTNAME: 'two words' },
      '$CLACKS_HOSTNAME hostname: expected a DNS name or IP address, received "two words"',
    ],
    [{ CLACKS_PEERS: 'a:1,b' }, '$CLACKS_PEERS peers[1]: expected host:port, received "b".'],
    [{ CLACKS_TLS_KEY: './nope.pem' }, '$CLACKS_TLS_KEY tls.key: expected a file, received "./nope.pem"'],
    [{ CLACKS_PLUGINS: 'lodger' }, '$CLACKS_PLUGINS plugins[0]: there is no plugin "lodger"'],
    [{ CLACKS_PROT: '80' }, '$CLACKS_PROT has no effect. Did you mean "CLACKS_PORT"?'],
  ])('%j is rejected', async (env, said) => {
    expect(await refusal({ 'clacks.config.yaml': 'hostname: localhost\n' }, env)).toContain(said)
  })

  it('ignores a variable of another program that resembles none', async () => {
    const { config } = await load({ 'clacks.config.yaml': 'port: 1\n' }, { CLACKS_ROOT: '/' })
    expect(config).toEqual({ port: 1 })
  })

  it.each(['', ' '])('takes a variable that is %j as not set', async (empty) => {
    const env = Object.fromEntries([...VARIABLES.keys(), 'CLACKS_PROT'].map((name) => [name, empty]))
    const { config } = await load({ 'clacks.config.yaml': 'port: 1\npeers: [a:1]\n' }, env)
    expect(config).toEqual({ port: 1, peers: ['a:1'] })
  })

  it('accepts a comma after the last item of a list', async () => {
    expect(await load({}, { CLACKS_PEERS: 'a:1, b:2,' })).toMatchObject({ config: { peers: ['a:1', 'b:2'] } })
  })

  it.each(['clacks', 'clacks-listen', 'clacks-control', 'clacks-peers', 'clacks-tls'])(
    'ignores what Kubernetes sets for a Service called %s',
    async (service) => {
      const links = serviceLinks(service)
      const { config } = await load({ 'clacks.config.yaml': 'port: 1\n' }, links)
      expect(config).toEqual({ port: 1 })
      const [port = ''] = Object.keys(links)
      expect(ignoredVariables(links)).toEqual(VARIABLES.has(port) ? [port] : [])
    },
  )

  it('ignores variables that do not resemble ours, and those that the config itself refers to', async () => {
    const { config } = await load(
      { 'clacks.config.yaml': 'port: { $env: CLACKS_PROT }\n' },
      { CLACKS_PROT: '7', CLACKS_ARCHIVE_FOLDER: 'x' },
    )
    expect(config.port).toBe(7)
  })
})

describe('$env and $file', () => {
  const schema = {
    type: 'object',
    properties: {
      size: { type: 'integer' },
      key: { type: 'string' },
      on: { type: 'boolean' },
      list: { type: 'array' },
    },
  }
  const echo: Files = {
    ...installed('clacks-plugin-echo', recording('echo'), { clacks: { schema: './schema.json' } }),
    'node_modules/clacks-plugin-echo/schema.json': schema,
  }

  it.each(['json', 'yaml'])(
    'bring values in, also into options of plugins, as their schema asks: %s',
    async (kind) => {
      const written = {
        port: { $env: 'MY_PORT' },
        plugins: [
          [
            'echo',
            {
              size: { $env: 'SIZE' },
              key: { $file: './secrets/key.txt' },
              on: { $env: 'ON' },
              list: { $env: 'LIST' },
            },
          ],
        ],
      }
      const { config, plugins, files, cwd } = await load(
        { ...echo, [`clacks.config.${kind}`]: JSON.stringify(written), 'secrets/key.txt': '12345\n' },
        { MY_PORT: '9000', SIZE: '7', ON: 'true', LIST: 'a,b' },
      )
      expect(config.port).toBe(9000)
      expect(plugins).toMatchObject([{ options: { size: 7, key: '12345', on: true, list: ['a', 'b'] } }])
      expect(files).toContain(join(cwd, 'secrets/key.txt'))
    },
  )

  it('resolve a path from the file that contains it', async () => {
    const { config } = await load({
      'clacks.config.yaml': 'extends: ./base/base.yaml\n',
      'base/base.yaml': 'hostname: { $file: ./name.txt }\n',
      'base/name.txt': 'tower\r\n',
    })
    expect(config.hostname).toBe('tower')
  })

  it.each([
    ['port: { $env: NOPE }', ':1:1 port: the environment variable NOPE is not set.'],
    ['port: { $env: WORD }', ':1:1 port: expected an integer, received "word".'],
    ['port: { $env: 7 }', ':1:1 port: expected { "$env": the name of a variable }, received 7.'],
    [
      'port: { $env: PORT, default: 1 }',
      ':1:1 port: expected { "$env": the name of a variable }, received "default" beside "$env"',
    ],
    ['port: { $file: ./nope }', ':1:1 port: cannot read <folder>/nope (ENOENT'],
    ['port: { $file: . }', ':1:1 port: cannot read <folder> (EISDIR'],
    [
      'plugins: [[echo, { size: { $env: WORD } }]]\nport: -1',
      ':2:1 port: expected a number >= 0, received -1',
    ],
    ['peers: &a [*a]', ':1:'],
  ])('%s is rejected, once', async (text, said) => {
    const message = await refusal({ ...echo, 'clacks.config.yaml': text }, { WORD: 'word' })
    expect(message).toContain(`clacks.config.yaml${said}`)
    expect(message).toContain('has 1 issue')
  })

  it('are rejected in code', async () => {
    expect(await refusal({ 'clacks.config.ts': "export default { port: { $env: 'PORT' } }" })).toContain(
      'only works in JSON and YAML configs; code can read process.env and files itself',
    )
  })
})

describe('secrets', () => {
  it('do not appear in issues, wherever they come from', async () => {
    const cwd = folderWith({
      ...installed('clacks-plugin-vault', recording('vault'), { clacks: { schema: './schema.json' } }),
      'node_modules/clacks-plugin-vault/schema.json': {
        properties: { pin: { type: 'string', writeOnly: true } },
      },
      'clacks.config.yaml':
        'plugins: [[vault, { pin: swordfish, dbPassword: hunter22, x: { $file: ./s } }], nope]\nport: { $file: ./s }\n',
    })
    writeFileSync(join(cwd, 's'), 'from-a-file\n')
    const thrown: unknown = await loadConfig(undefined, { cwd, env: {} }).catch((error: unknown) => error)
    const message = String(thrown)
    expect(message).toContain('has 2 issues')
    expect(message).not.toMatch(/swordfish|hunter22|from-a-file/)
  })

  it.each(['p@ssw/qrst', 's3cr/et#part', 'a#b?c@secret', 'plain-secret'])(
    'do not appear as part of a URL: %s',
    async (password) => {
      const url = `postgres://user:${password}@127.0.0.1:1/a?sslpassword=hunter22`
      const said = await refusal({
        ...installed('clacks-plugin-vault', recording('vault')),
        'clacks.config.yaml': `plugins:\n  - [vault, { store: "${url}" }]\nprot: 1\n`,
      })
      const broken = await refusal({ 'clacks.config.yaml': `plugins: [[vault, { store: "${url}" ]]\n` })
      expect(said).toContain('postgres://••••')
      for (const text of [said, broken]) {
        for (const part of [password, ...password.split(/[@/#?]/)].filter(({ length }) => length > 3))
          expect(text).not.toContain(part)
      }
      expect(said).not.toContain('hunter22')
    },
  )

  it('do not appear as part of a connection string', async () => {
    const store = 'host=127.0.0.1 port=1 password=hunter22'
    const said = await refusal({
      ...installed('clacks-plugin-vault', recording('vault')),
      'clacks.config.yaml': `plugins:\n  - [vault, { store: "${store}" }]\nprot: 1\n`,
    })
    const broken = await refusal({ 'clacks.config.yaml': `plugins: [[vault, { store: "${store}" ]]\n` })
    for (const text of [said, broken]) {
      expect(text).toContain('password=••••')
      expect(text).not.toContain('hunter22')
    }
  })

  it('do not appear where the schema says so behind a reference', async () => {
    const said = await refusal({
      ...installed('clacks-plugin-vault', recording('vault'), { clacks: { schema: './schema.json' } }),
      'node_modules/clacks-plugin-vault/schema.json': {
        properties: {
          pin: { $ref: '#/definitions/pin' },
          doors: { allOf: [{ $ref: '#/definitions/doors' }] },
        },
        definitions: {
          pin: { type: 'string', writeOnly: true },
          doors: { type: 'array', items: { $ref: '#/definitions/pin' } },
        },
      },
      'clacks.config.json':
        '{ "prot": 1, "plugins": [["vault", { "pin": "swordfish", "doors": ["sesame22"] }]] }',
    })
    expect(said).not.toMatch(/swordfish|sesame22/)
  })

  it('do not appear in the frame of a syntax error', async () => {
    const said = await refusal({ 'clacks.config.json': '{\n  "apiKey": "hunter22",\n  port: 1\n}' })
    expect(said).toContain('clacks.config.json:3:3: JSON syntax')
    expect(said).toContain('2 |   "apiKey": •')
    expect(said).not.toContain('hunter22')
  })

  it.each([
    ['clacks.config.ts', "export default {\n  plugins: [['x', { password: 'hunter22 }]],\n}"],
    ['clacks.config.js', "const password = 'hunter22\nexport default { plugins: [['x', { password }]] }"],
    ['clacks.config.json', '{\n  "plugins": [["x", { "password": "hunter22 }]]\n}'],
    ['clacks.config.yaml', 'plugins:\n  - [x, { password: "hunter22 }]\n'],
  ])('do not appear in the message if they contain the syntax error: %s', async (name, text) => {
    const said = await refusal({ [name]: text })
    expect(said).toContain(`<folder>/${name}:`)
    expect(said).not.toContain('hunter22')
  })
})
