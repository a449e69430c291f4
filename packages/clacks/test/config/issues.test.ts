import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/check/config-issue.js'
import { loadConfig } from '../../src/config/read/load-config.js'
import { runElsewhere } from './elsewhere.js'
import { type Files, folderWith, installed } from './folder.js'

/** The issues of a config, as the message lists them. */
async function issuesOf(files: Files): Promise<readonly string[]> {
  const cwd = folderWith(files)
  const thrown: unknown = await loadConfig(undefined, { cwd }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof ConfigError)) throw new Error(`no ConfigError: ${String(thrown)}`)
  expect(thrown.code).toBe('ERR_CLACKS_CONFIG_INVALID')
  const lines = thrown.message.split('\n').filter((line) => /^ {2}\S/.test(line))
  expect(lines).toHaveLength(thrown.issues.length)
  return lines.map((line) => line.trim().replaceAll(cwd, '<folder>'))
}

const yaml = (text: string) => issuesOf({ 'clacks.config.yaml': text })

describe('an issue', () => {
  it('has the file, line, column and path, the expected value and the received one', async () => {
    expect(await yaml('hostname: tower\nport: high\n')).toEqual([
      'clacks.config.yaml:2:1 port: expected an integer, received "high".',
    ])
  })

  it('is also available as an object', async () => {
    const cwd = folderWith({ 'clacks.config.json': '{\n  "limits": { "queue": 1 }\n}' })
    await expect(loadConfig(undefined, { cwd })).rejects.toMatchObject({
      issues: [
        {
          file: join(cwd, 'clacks.config.json'),
          place: { line: 2, column: 15 },
          path: ['limits', 'queue'],
          message: expect.stringContaining('unknown option, expected one of bodyBytes'),
        },
      ],
    })
  })

  it.each([
    ['hostnme: x', 'hostnme: unknown option, expected one of hostname', 'Did you mean "hostname"?'],
    ['prot: 80', 'prot: unknown option', 'Did you mean "port"?'],
    [
      'tls: { trust: tofuu }',
      'tls.trust: expected one of "tofu", "ca", "pin", "none", received "tofuu"',
      'Did you mean "tofu"?',
    ],
    [
      'legacyRejects: refuze',
      'legacyRejects: expected one of "discard", "refuse", received "refuze"',
      'Did you mean "refuse"?',
    ],
    ['limits: { queueMesages: 1 }', 'limits.queueMesages: unknown option', 'Did you mean "queueMessages"?'],
    ['tls: { sert: x }', 'tls.sert: unknown option', 'Did you mean "cert"?'],
  ])('%s: suggests the closest name', async (text, problem, nearest) => {
    const [issue, ...more] = await yaml(text)
    expect(more).toEqual([])
    expect(issue).toContain(problem)
    expect(issue?.endsWith(nearest)).toBe(true)
  })

  it.each([
    ['port: 65536', 'port: expected a number <= 65535, received 65536'],
    ['port: -1', 'port: expected a number >= 0, received -1'],
    ['port: 80.5', 'port: expected an integer, received 80.5'],
    ['port:', 'port: expected an integer, received null'],
    ['listen: { port: 70000 }', 'listen.port: expected a number <= 65535, received 70000'],
    ['sendrate: -1', 'sendrate: expected a number >= 0, received -1'],
    ['sendrate: .nan', 'sendrate: expected a number >= 0, received NaN'],
    ['sendrate: fast', 'sendrate: expected a number, received "fast"'],
    ['weights: { alive: -1 }', 'weights.alive: expected a number >= 0, received -1'],
    ['limits: { inFlight: 0 }', 'limits.inFlight: expected a number > 0, received 0'],
    ['requireVerified: "yes"', 'requireVerified: expected true or false, received "yes"'],
    ['hostname: two words', 'hostname: expected a DNS name or IP address, received "two words"'],
    [`hostname: ${'x'.repeat(10_000)}`, 'expected a DNS name or IP address'],
    ['hostname: -x-', 'hostname: expected a DNS name or IP address, received "-x-"'],
    ['peers: tower:8080', 'peers: expected an array, received "tower:8080"'],
    ['peers: [tower]', 'peers[0]: expected host:port, received "tower"'],
    ['peers: [a:1, "b:0"]', 'peers[1]: expected host:port, received "b:0"'],
    ['peers: [a:1, 7]', 'peers[1]: expected a string, received 7'],
    ['plugins: logger', 'plugins: expected an array, received "logger"'],
    ['plugins: [7]', 'plugins[0]: expected a name, a path, or [name, options, { id, enabled }], received 7'],
    [
      'plugins: [""]',
      'plugins[0]: expected a name, a path, or [name, options, { id, enabled }], received ""',
    ],
    [
      'plugins: [[]]',
      'plugins[0]: expected a name, a path, or [name, options, { id, enabled }], received []',
    ],
    [
      'plugins: [[a, {}, { name: b }]]',
      'plugins[0]: expected a name, a path, or [name, options, { id, enabled }], received ["a",{},{"name":"b"}]',
    ],
    [
      'tls: { key: ./nope.pem, cert: ./nope.pem }',
      'tls.key: expected a file, received "./nope.pem", but <folder>/nope.pem does not exist or cannot be read',
    ],
    ['tls: { ca: [./nope.pem] }', 'tls.ca[0]: expected a file, received "./nope.pem"'],
    ['tls: { ca: . }', 'tls.ca: expected a file, received ".", which is a folder'],
    ['tls: { key: ./clacks.config.yaml }', 'tls: `key` is given without `cert`; expected both or neither'],
    [
      'tls: { trust: pin }',
      'tls.trust: expected the SHA-256 of at least one public key in `keys`, received "pin" without `keys`',
    ],
    ['tls: { trust: pin, keys: [abc] }', 'tls.keys[0]: expected a string that matches '],
    ['- port', 'expected an object, received an array of 1 item'],
    [
      'extends: ./base.yaml',
      'extends: expected a file, received "./base.yaml", but <folder>/base.yaml does not exist',
    ],
    ['port: { $env: NOT_THERE }', 'port: the environment variable NOT_THERE is not set'],
    ['plugins: [[./x.ts, { key: [{ $file: ./key }] }]]', 'plugins[0].key[0]: cannot read <folder>/key'],
    ['__proto__: { port: 1 }', '__proto__: unknown option'],
  ])('%s', async (text, problem) => {
    expect(
      (await yaml(text)).some((issue) => issue.includes(problem)),
      (await yaml(text)).join('\n'),
    ).toBe(true)
  })

  it('is reported together with all others, in the order of the file', async () => {
    const issues = await issuesOf({
      ...installed('clacks-plugin-shout', PLUGIN),
      'clacks.config.yaml':
        'sendrate: fast\nplugins:\n  - lodger\n  - [shout, { sufix: x }]\nhostnme: x\npeers: [a]\n',
    })
    expect(issues.map((issue) => issue.split(' ', 2).join(' '))).toEqual([
      'clacks.config.yaml:1:1 sendrate:',
      'clacks.config.yaml:3:5 plugins[0]:',
      'clacks.config.yaml:4:15 plugins[1].sufix:',
      'clacks.config.yaml:5:1 hostnme:',
      'clacks.config.yaml:6:9 peers[0]:',
    ])
  })

  it('has a line in code if the key occurs exactly once', async () => {
    const text = "export default {\n  hostnme: 'a',\n  peers: ['a'],\n  limits: { peers: -1 },\n}"
    const issues = await issuesOf({ 'clacks.config.ts': text })
    expect(issues[0]).toContain('clacks.config.ts peers[0]: expected host:port, received "a"')
    expect(issues[1]).toContain('clacks.config.ts:2:3 hostnme: unknown option')
    expect(issues[2]).toContain('clacks.config.ts:4:3 limits.peers: expected a number > 0, received -1')
  })

  it('shows no more of a value than fits on a line', async () => {
    const [issue = ''] = await yaml(`port: ${'9'.repeat(500)}x`)
    expect(issue.length).toBeLessThan(160)
  })
})

const PLUGIN = `
const shout = {
  name: 'shout', id: 'shout', options: {},
  configure: undefined, resolveOptions: () => ({}), setup() {},
}
export default Object.assign(() => shout, { definition: shout, configure: (options = {}) => ({ ...shout, resolveOptions() {
  if ('sufix' in options) throw Object.assign(new Error('wrong'), { code: 'ERR_CLACKS_PLUGIN_OPTIONS', issues: [{ path: ['sufix'], message: 'unknown option, expected one of suffix', fix: 'Did you mean "suffix"?' } ] })
  return options
} }) })
`

describe('a valid config', () => {
  it('may set every key', async () => {
    const cwd = folderWith({
      'clacks.config.yaml': `
        hostname: tower-1.example
        port: 0
        listen: { host: 127.0.0.1, port: 0 }
        sendrate: .inf
        byterate: 1000.5
        killtimeout: 1
        idleAnnounce: 0
        requireVerified: true
        legacyRejects: refuse
        weights: { alive: 1, lost: 0, dead: 0 }
        limits: { queueMessages: 10 }
        tls: { trust: pin, keys: [${'a'.repeat(64)}], ca: ./clacks.config.yaml }
        peers: ['tower-2.example:8080', '[::1]:8080']
        plugins: [null, false]
      `,
    })
    const { config, file, plugins } = await loadConfig(undefined, { cwd })
    expect(config.sendrate).toBe(Number.POSITIVE_INFINITY)
    expect(file).toBe(join(cwd, 'clacks.config.yaml'))
    expect(plugins).toEqual([])
  })

  it('may refer to its schema', async () => {
    const cwd = folderWith({ 'clacks.config.json': { $schema: './schema.json', port: 0 } })
    expect((await loadConfig(undefined, { cwd })).config.port).toBe(0)
  })

  it('is optional', async () => {
    const folder = folderWith({})
    expect(await loadConfig(undefined, { cwd: folder })).toEqual({
      file: undefined,
      folder,
      stateFolder: join(folder, '.clacks'),
      files: [],
      config: {},
      plugins: [],
    })
  })

  it('can be passed as a path, relative to the working directory', async () => {
    const cwd = folderWith({ 'clacks.config.json': { port: 1 }, 'nodes/tower.yaml': 'port: 2' })
    expect(await loadConfig('nodes/tower.yaml', { cwd })).toMatchObject({
      file: join(cwd, 'nodes/tower.yaml'),
      config: { port: 2 },
    })
    await expect(loadConfig('nodes/nope.yaml', { cwd })).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_NOT_FOUND',
    })
  })

  if (process.platform !== 'win32') {
    it.each([
      [
        'clacks.config.ts',
        "import { drop } from 'clacks'\nexport default { port: 9000 as number, plugins: [drop && './x.ts'] }",
      ],
      ['clacks.config.mjs', "export default { port: 9000, plugins: ['./x.ts'] }"],
      ['clacks.config.json', '{ "port": 9000, "plugins": ["./x.ts"] }'],
      ['clacks.config.yaml', 'port: 9000\nplugins: [./x.ts]'],
    ])('loads from a read-only folder: %s', (name, text) => {
      const cwd = folderWith({ [name]: text, 'x.ts': "export default { name: 'x' as string, apply() {} }" })
      chmodSync(cwd, 0o555)
      const code = `
        import { writeFileSync } from 'node:fs'
        const { loadConfig } = await import(src + '/index.ts')
        let writable = true
        try { writeFileSync('./probe', '') } catch { writable = false }
        const { config, plugins } = await loadConfig()
        console.log(JSON.stringify([writable, config.port, plugins.map(({ name }) => name)]))`
      expect(JSON.parse(runElsewhere(code, { cwd, unprivileged: true }))).toEqual([false, 9000, ['x']])
    })
  }
})
