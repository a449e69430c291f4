import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCertificate } from '../../src/transport/certificate.js'
import { type Files, folderWith, installed, write } from '../config/folder.js'
import { clacks, PROGRAM } from './command.js'

const run = (args: readonly string[], cwd: string, env = {}) => clacks(args, cwd, env).end()
const SHA = 'a'.repeat(64)

const VAULT: Files = {
  ...installed(
    'clacks-plugin-vault',
    "export default { name: 'vault', apply() {}, configure: undefined }\nexport class Vault {}",
    { clacks: { schema: './schema.json' } },
  ),
  'node_modules/clacks-plugin-vault/index.js':
    'export default class { name = "vault"; constructor(options) { this.options = options } apply() {} }',
  'node_modules/clacks-plugin-vault/schema.json': {
    type: 'object',
    properties: { pin: { type: 'string', writeOnly: true }, size: { type: 'integer' } },
  },
}

describe('clacks init', () => {
  it.each(['ts', 'yaml', 'json'])('creates a valid config and a certificate: %s', async (format) => {
    const cwd = folderWith({})
    const flags = [
      '--format',
      format,
      '--hostname',
      'localhost',
      '--port',
      '0',
      '--peer',
      'a.example:1',
      '[::1]:2',
    ]
    const { code, stdout, stderr } = await run(['init', ...flags], cwd)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain(`created clacks.config.${format} and a self-signed certificate in .clacks\n`)
    expect(stdout).toMatch(/^fingerprint: [0-9a-f]{64}\n/m)
    expect(statSync(join(cwd, '.clacks/key.pem')).mode & 0o777).toBe(0o600)
    const text = readFileSync(join(cwd, `clacks.config.${format}`), 'utf8')
    if (format !== 'json') expect(text).toContain('Messages per second.')
    const { stdout: printed } = await run(['config', 'print', '--json'], cwd)
    expect(JSON.parse(printed)).toMatchObject({
      hostname: 'localhost',
      port: 0,
      peers: ['a.example:1', '[::1]:2'],
    })
  })

  it('asks nothing without a terminal, and creates the folder', async () => {
    const cwd = folderWith({})
    const { code, stdout } = await run(['init', 'towers/one', '--json'], cwd)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      config: join(cwd, 'towers/one/clacks.config.ts'),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it.each([
    [['--format', 'toml'], 'Invalid --format "toml". Expected one of ts, json, yaml.'],
    [['--hostname', 'two words'], 'Invalid --hostname "two words". Expected a DNS name or IP address.'],
    [['--port', 'high'], 'Invalid --port "high". Expected an integer from 0 to 65535.'],
    [['--peer', 'tower'], 'ERR_CLACKS_ADDRESS'],
  ])('%j is refused, and nothing is written', async (flags, expected) => {
    const cwd = folderWith({})
    const { code, stderr } = await run(['init', ...flags], cwd)
    expect(stderr).toContain(expected)
    expect(code).toBe(2)
    expect(existsSync(join(cwd, 'clacks.config.ts'))).toBe(false)
  })

  it('does not replace an existing config', async () => {
    const cwd = folderWith({ 'clacks.config.yaml': 'port: 1\n' })
    expect(await run(['init'], cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `${cwd}/clacks.config.yaml already exists. Edit it, or choose another folder.`,
      ),
    })
  })
})

it.runIf(process.platform !== 'win32')('clacks init leaves no config where it cannot be written', () => {
  const cwd = folderWith({})
  // A limit on the size of files fails like a full disk, after the file was created.
  const script = 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"'
  const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, PROGRAM, 'init', '--yes'], {
    cwd,
    encoding: 'utf8',
  })
  expect(stderr).toContain('ERR_CLACKS_CONFIG_WRITE')
  expect(status).toBe(1)
  expect(readdirSync(cwd)).toEqual([])
})

describe('clacks check', () => {
  it('accepts a valid config, and starts and creates nothing', async () => {
    const cwd = folderWith({ ...VAULT, 'clacks.config.yaml': 'plugins: [vault]\n' })
    expect(await run(['check'], cwd)).toEqual({
      code: 0,
      stdout: 'clacks.config.yaml is valid. Plugins: vault.\n',
      stderr: '',
    })
    expect(existsSync(join(cwd, '.clacks'))).toBe(false)
    expect(await run(['check'], folderWith({}))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No config found'),
    })
  })

  it('reports all issues as text and as JSON', async () => {
    const cwd = folderWith({ 'clacks.config.yaml': 'prot: 1\nsendrate: fast\n' })
    const { code, stderr } = await run(['check'], cwd)
    expect(code).toBe(2)
    expect(stderr).toContain('has 2 issues:\n  clacks.config.yaml:1:1 prot: unknown option')
    expect(stderr).toContain('\n    > 2 | sendrate: fast\n        | ^\n')
    const json = await run(['check', '--json'], cwd)
    expect(json).toMatchObject({ code: 2, stderr: '' })
    expect(JSON.parse(json.stdout).issues).toMatchObject([
      { path: ['prot'], place: { line: 1, column: 1 }, fix: 'Did you mean "port"?' },
      { path: ['sendrate'], place: { line: 2, column: 1 } },
    ])
  })
})

describe('clacks config print', () => {
  const files: Files = {
    ...VAULT,
    'base.json': '{\n  "sendrate": 5,\n  "limits": { "depth": 7 }\n}',
    'clacks.config.yaml':
      'extends: ./base.json\nhostname: { $env: NAME }\nplugins:\n  - [vault, { pin: swordfish, size: 3, proxy: "http://me:hunter22@x.example" }]\n',
  }

  it('shows the resolved config with secrets masked', async () => {
    const { code, stdout } = await run(['config', 'print'], folderWith(files), { NAME: 'tower-1.example' })
    expect(code).toBe(0)
    expect(stdout).toContain('hostname: tower-1.example\n')
    expect(stdout).toContain('sendrate: 5\n')
    expect(stdout).toContain('port: 8080\n')
    expect(stdout).toContain(
      '  - - vault\n    - pin: •••••••••\n      size: 3\n      proxy: http://me:••••••••@x.example\n',
    )
  })

  it('shows where each value comes from', async () => {
    const env = { NAME: 'tower-1.example', CLACKS_LIMITS_QUEUE_MESSAGES: '10' }
    const { stdout } = await run(['config', 'print', '--why', '--json'], folderWith(files), env)
    const why = new Map(
      JSON.parse(stdout).map((row: { name: string; value: unknown; from: string }) => [
        row.name,
        [row.value, row.from],
      ]),
    )
    expect(why.get('hostname')).toEqual(['tower-1.example', 'clacks.config.yaml:2:1 (variable NAME)'])
    expect(why.get('sendrate')).toEqual([5, 'preset base.json:2:3'])
    expect(why.get('limits.depth')).toEqual([7, 'preset base.json:3:15'])
    expect(why.get('limits.queueMessages')).toEqual([10, 'variable CLACKS_LIMITS_QUEUE_MESSAGES'])
    expect(why.get('port')).toEqual([8080, 'default'])
    expect(why.get('byterate')).toEqual(['Infinity', 'default'])
    expect(why.get('control')).toEqual([true, 'default'])
    expect(why.get('onPluginCrash')).toEqual(['stop', 'default'])
    expect(why.get('plugins[0]')).toEqual(['vault', 'clacks.config.yaml:4:5'])
    expect(why.get('plugins[0].pin')).toEqual(['•••••••••', 'clacks.config.yaml:4:15'])
    const { stdout: table } = await run(['config', 'print', '--why'], folderWith(files), env)
    expect(table).toMatch(/^sendrate +5 +preset base\.json:2:3$/m)
  })

  it('shows an option that is there without a value', async () => {
    const cwd = folderWith({ ...VAULT, 'clacks.config.yaml': 'plugins: [[vault, { journal: {} }]]\n' })
    expect((await run(['config', 'print'], cwd)).stdout).toContain('    - journal: {}\n')
    expect((await run(['config', 'print', '--why'], cwd)).stdout).toMatch(/^plugins\[0\]\.journal +\{\} /m)
  })

  it('shows secrets if asked to', async () => {
    const { stdout } = await run(['config', 'print', '--show-secrets'], folderWith(files), { NAME: 'x' })
    expect(stdout).toContain('pin: swordfish')
  })
})

describe('clacks config schema', () => {
  it('includes the options of installed plugins', async () => {
    const { code, stdout } = await run(['config', 'schema'], folderWith(VAULT))
    expect(code).toBe(0)
    expect(Object.keys(JSON.parse(stdout).definitions)).toEqual(['options of vault'])
  })
})

describe('clacks cert', () => {
  it('creates a key pair if there is none, shows it, and renews it', async () => {
    const cwd = folderWith({ 'clacks.config.yaml': 'hostname: tower-1.example\n' })
    const first = JSON.parse((await run(['cert', '--json'], cwd)).stdout)
    expect(first).toMatchObject({
      certificate: '.clacks/cert.pem',
      subject: 'CN=tower-1.example',
      names: 'DNS:tower-1.example',
    })
    expect((await run(['cert'], cwd)).stdout).toContain(`fingerprint  ${first.fingerprint}\n`)
    const second = JSON.parse((await run(['cert', '--renew', '--json'], cwd)).stdout)
    expect(second.fingerprint).not.toBe(first.fingerprint)
    expect(statSync(join(cwd, '.clacks/key.pem')).mode & 0o777).toBe(0o600)
    // A certificate can be created again for the key. A key cannot: only this command replaces it.
    rmSync(join(cwd, '.clacks/cert.pem'))
    expect(JSON.parse((await run(['cert', '--json'], cwd)).stdout).fingerprint).toBe(second.fingerprint)
    writeFileSync(join(cwd, '.clacks/key.pem'), '')
    const text = 'key.pem is empty. Restore the file, or create a new pair with `clacks cert --renew`'
    for (const command of ['start', 'check'])
      expect(await run([command], cwd)).toMatchObject({ code: 1, stderr: expect.stringContaining(text) })
    expect((await run(['doctor'], cwd)).stdout).toMatch(/^error +certificate: .*key\.pem is empty\./m)
    const third = JSON.parse((await run(['cert', '--renew', '--json'], cwd)).stdout)
    expect(third.fingerprint).not.toBe(second.fingerprint)
    expect(existsSync(join(cwd, '.clacks/cert.pem.old'))).toBe(true)
  })

  it('does not renew a certificate that it did not create', async () => {
    const cwd = folderWith({ 'clacks.config.yaml': 'tls: { key: ./k.pem, cert: ./c.pem }\n' })
    const pair = await makeCertificate('localhost')
    write(cwd, { 'k.pem': pair.key, 'c.pem': pair.cert })
    expect(await run(['cert', '--renew'], cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('c.pem, which clacks did not create'),
    })
    write(cwd, { 'k.pem': 'k' })
    for (const command of ['cert', 'check', 'start'])
      expect(await run([command], cwd)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/clacks\.config\.yaml:1.*tls\.key: The key .*k\.pem cannot be read/s),
      })
  })
})

describe('clacks trust', () => {
  const files: Files = {
    'clacks.config.yaml': 'port: 0\n',
    '.clacks/pins.json': { 'tower-1.example:8080': SHA, 'tower-2.example:8080': SHA },
  }

  it('shows all or some pins', async () => {
    const cwd = folderWith(files)
    expect((await run(['trust'], cwd)).stdout).toBe(
      `tower-1.example:8080  ${SHA}\ntower-2.example:8080  ${SHA}\n`,
    )
    expect(JSON.parse((await run(['trust', 'tower-2.example:8080', '--json'], cwd)).stdout)).toEqual({
      'tower-2.example:8080': SHA,
    })
    expect((await run(['trust'], folderWith({ 'clacks.config.yaml': '{}' }))).stdout).toBe(
      'No keys are pinned yet.\n',
    )
  })

  it('removes the given pins', async () => {
    const cwd = folderWith(files)
    expect((await run(['trust', 'tower-1.example:8080', '--forget'], cwd)).stdout).toContain(
      'forgot the key of tower-1.example:8080',
    )
    expect(JSON.parse(readFileSync(join(cwd, '.clacks/pins.json'), 'utf8'))).toEqual({
      'tower-2.example:8080': SHA,
    })
  })

  it('sets a damaged pin file aside, which nothing else does', async () => {
    const cwd = folderWith({ ...files, '.clacks/pins.json': '' })
    const fix = 'run `clacks trust --forget --all`'
    for (const command of ['trust', 'start'])
      expect(await run([command], cwd)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(new RegExp(`pins\\.json is not JSON.*${fix}`)),
      })
    expect((await run(['trust', '--forget', '--all'], cwd)).code).toBe(0)
    expect((await run(['trust'], cwd)).stdout).toBe('No keys are pinned yet.\n')
    expect(existsSync(join(cwd, '.clacks/pins.json.damaged'))).toBe(true)
  })

  it('asks a running node, which forgets for good', async () => {
    const folders = ['a', 'b'].map(() => folderWith({ 'clacks.config.yaml': 'port: 0\n' }))
    const [a = '', b = ''] = folders
    const other = clacks(['start', '--json'], b)
    const { port } = await other.event('started')
    const node = clacks(['start', '--json'], a)
    await node.event('started')
    await run(['announce', `localhost:${port}`], a)
    expect(Object.keys(JSON.parse((await run(['trust', '--json'], a)).stdout))).toEqual([`localhost:${port}`])
    await run(['stop'], b)
    expect((await run(['trust', '--forget', '--all'], a)).stdout).toContain(`localhost:${port}`)
    await run(['stop'], a)
    expect(JSON.parse(readFileSync(join(a, '.clacks/pins.json'), 'utf8'))).toEqual({})
  })

  it.each([
    [['tower-3.example:8080', '--forget'], 'Did you mean "tower-1.example:8080"?'],
    [['--forget'], 'Pass the addresses'],
    [['tower'], 'ERR_CLACKS_ADDRESS'],
  ])('%j is refused', async (args, expected) => {
    expect(await run(['trust', ...args], folderWith(files))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(expected),
    })
  })
})

describe('clacks doctor', () => {
  const examine = async (cwd: string, env = {}) => {
    const { code, stdout, stderr } = await run(['doctor', '--json'], cwd, env)
    const results: { status: string; check: string; message: string; fix?: string }[] = JSON.parse(
      stdout || '[]',
    )
    return { code, stderr, results, of: (check: string) => results.filter((each) => each.check === check) }
  }

  it('reports no problem for a working setup with a reachable peer', async () => {
    const other = clacks(
      ['start', '--json'],
      folderWith({ 'clacks.config.yaml': 'hostname: localhost\nport: 0\n' }),
    )
    const { port } = await other.event('started')
    const cwd = folderWith({
      'clacks.config.yaml': `hostname: 127.0.0.1\nport: 0\npeers: ['localhost:${port}']\n`,
    })
    await run(['cert'], cwd)
    const { code, results, of } = await examine(cwd)
    expect(results.filter(({ status }) => status !== 'ok')).toEqual([])
    expect(of(`peer localhost:${port}`)).toMatchObject([{ message: 'speaks clacks, capabilities 2' }])
    expect(results.map(({ check }) => check)).toEqual([
      'node',
      'config',
      'plugins',
      'certificate',
      'hostname',
      'port',
      'clock',
      'disk',
      `peer localhost:${port}`,
    ])
    expect(code).toBe(0)
    expect(existsSync(join(cwd, '.clacks/pins.json'))).toBe(false)
  })

  it('reports each problem with a fix', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()))
    onTestFinished(() => {
      taken.close()
    })
    const address = taken.address()
    const port = typeof address === 'object' ? address?.port : 0
    const cwd = folderWith({
      'clacks.config.yaml': `hostname: 127.0.0.1\nport: ${port}\npeers: ['127.0.0.1:1']\n`,
    })
    await run(['cert'], cwd)
    chmodSync(join(cwd, '.clacks/key.pem'), 0o644)
    writeFileSync(join(cwd, '.clacks/pins.json'), '{}')
    const { code, of } = await examine(cwd)
    expect(code).toBe(1)
    expect(of('port')).toMatchObject([
      {
        status: 'error',
        message: expect.stringContaining('EADDRINUSE'),
        fix: expect.stringContaining('another `port`'),
      },
    ])
    expect(of('certificate')).toMatchObject([
      { status: 'ok' },
      { status: 'error', fix: expect.stringContaining('chmod 600') },
    ])
    expect(of('peer 127.0.0.1:1')).toMatchObject([
      { status: 'warning', message: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  it('reports a certificate for another name, a key that does not match, and an unknown host name', async () => {
    const cwd = folderWith({ 'clacks.config.yaml': 'hostname: nobody.invalid\nport: 0\n' })
    await run(['cert'], cwd)
    writeFileSync(join(cwd, 'clacks.config.yaml'), 'hostname: other.invalid\nport: 0\n')
    const renamed = await examine(cwd)
    expect(renamed.of('certificate')[1]).toMatchObject({
      message: 'issued for DNS:nobody.invalid, not for other.invalid',
    })
    expect(renamed.of('hostname')).toMatchObject([{ status: 'error' }])
    const second = folderWith({ 'clacks.config.yaml': '{}' })
    await run(['cert'], second)
    writeFileSync(join(cwd, '.clacks/key.pem'), readFileSync(join(second, '.clacks/key.pem')))
    expect((await examine(cwd)).of('certificate')).toMatchObject([
      { status: 'error', fix: expect.stringMatching(/^Restore the file, or create a new pair/) },
    ])
  })

  it('reports an invalid config as text', async () => {
    const { code, stdout } = await run(['doctor'], folderWith({ 'clacks.config.yaml': 'prot: 1\n' }))
    expect(code).toBe(1)
    expect(stdout).toContain('ok       node: v')
    expect(stdout).toContain('error    config: The config ')
    expect(stdout).toContain('\n         -> Fix all issues that the message lists.\n')
  })
})
