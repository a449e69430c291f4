import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { npm } from '../src/verify/npm.js'
import { command, commandIn } from './verified.js'

/** The templates in two versions, as packages that npm installs. */
const VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.0.0': {
    'README.md': '# NAME\n\nIt shouts.\n',
    'ci.yml': 'node: 20\n\nrun: npm test\n',
    'vitest.config.js': 'export default {}\n',
    'tidy.txt': 'one\n',
    'old.txt': 'old\n',
    'package.json':
      '{"name":"NAME","scripts":{"test":"vitest","build":"tsc"},"devDependencies":{"vitest":"4.0.0"}}',
  },
  '1.1.0': {
    'README.md': '# NAME\n\nIt shouts.\n',
    'ci.yml': 'node: 20\nnode: 24\n\nrun: npm test\n',
    'vitest.config.js': 'export default { test: {} }\n',
    'tidy.txt': 'two\n',
    '.editorconfig': 'root = true\n',
    'package.json':
      '{"name":"NAME","scripts":{"test":"vitest run","build":"tsc"},"devDependencies":{"vitest":"4.1.0","biome":"2.0.0"}}',
  },
}

const PROGRAM = `export function render(name, answers) {
  if (name !== 'observer') throw new RangeError('there is no template ' + name)
  const fill = ([path, text]) => [path, text.replaceAll('NAME', answers.name)]
  const files = new Map(Object.entries(FILES).map(fill))
  const mark = { name, version: VERSION, answers }
  files.set('package.json', JSON.stringify({ ...JSON.parse(files.get('package.json')), 'clacks-template': mark }, undefined, 2) + '\\n')
  return files
}
`

let registry: Server
let requests = 0
let store: string
const tarballs = new Map<string, string>()

beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'clacks-templates-'))
  for (const [version, files] of Object.entries(VERSIONS)) {
    const folder = join(store, version)
    await mkdir(folder)
    const manifest = {
      name: 'create-clacks-plugin',
      version,
      type: 'module',
      exports: { '.': { import: { default: './index.js' } } },
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    const constants = `const VERSION = ${JSON.stringify(version)}\nconst FILES = ${JSON.stringify(files)}\n`
    await writeFile(join(folder, 'index.js'), constants + PROGRAM)
    await npm(['pack', '--pack-destination', store], folder)
    tarballs.set(version, join(store, `create-clacks-plugin-${version}.tgz`))
  }
  registry = createServer(async (request, response) => {
    requests++
    const path = request.url ?? ''
    if (path.endsWith('.tgz')) return void response.end(await readFile(join(store, path)))
    if (path !== '/create-clacks-plugin') return void response.writeHead(404).end('{}')
    const versions = await Promise.all(
      [...tarballs].map(async ([version, file]) => {
        const integrity = `sha512-${createHash('sha512')
          .update(await readFile(file))
          .digest('base64')}`
        const tarball = `http://${request.headers.host}/create-clacks-plugin-${version}.tgz`
        return [version, { name: 'create-clacks-plugin', version, dist: { tarball, integrity } }]
      }),
    )
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        name: 'create-clacks-plugin',
        'dist-tags': { latest: '1.1.0' },
        versions: Object.fromEntries(versions),
      }),
    )
  })
  await new Promise<void>((bound) => registry.listen(0, '127.0.0.1', bound))
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`)
  vi.stubEnv('npm_config_prefer_online', 'true')
})

afterAll(async () => {
  vi.unstubAllEnvs()
  registry.closeAllConnections()
  registry.close()
  await rm(store, { recursive: true, force: true })
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks update ü-'))
  const { render } = await import(join(store, '1.0.0/index.js'))
  const files: Map<string, string> = render('observer', { name: 'clacks-plugin-shout' })
  for (const [path, text] of files) await writeFile(join(folder, path), text)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8')
const change = async (path: string, from: string, to: string): Promise<void> =>
  writeFile(join(folder, path), (await read(path)).replace(from, to))

describe('clacks-plugin update', () => {
  it('takes changes of the template, and keeps changes of the author', async () => {
    await change('ci.yml', 'npm test', 'npm run everything')
    await change('README.md', 'It shouts.', 'It shouts loud.')
    await change('package.json', '"build": "tsc"', '"build": "tsup", "mine": "echo"')
    await rm(join(folder, 'tidy.txt'))
    const { code, out, err } = await command('update', folder)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`template observer, 1.0.0 -> 1.1.0
added     .editorconfig
merged    ci.yml
removed   old.txt
merged    package.json
kept      tidy.txt  you removed it; the template changed it
updated   vitest.config.js
`)
    expect(await read('ci.yml')).toBe('node: 20\nnode: 24\n\nrun: npm run everything\n')
    expect(await read('README.md')).toContain('It shouts loud.')
    expect(JSON.parse(await read('package.json'))).toEqual({
      name: 'clacks-plugin-shout',
      scripts: { test: 'vitest run', build: 'tsup', mine: 'echo' },
      devDependencies: { vitest: '4.1.0', biome: '2.0.0' },
      'clacks-template': { name: 'observer', version: '1.1.0', answers: { name: 'clacks-plugin-shout' } },
    })
    expect(await command('update', folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date'),
    })
  })

  it('never loses changes of the author: both versions are between markers, and the next update is clean', async () => {
    await change('vitest.config.js', '{}', '{ mine: true }')
    await change('package.json', '"test": "vitest"', '"test": "vitest --mine"')
    const { code, out } = await command('update', folder)
    expect(code).toBe(1)
    expect(out).toMatch(/conflict +vitest\.config\.js {2}you and the template changed 1 place/)
    expect(out).toContain('scripts.test: yours stays; the template has "vitest run"')
    expect(await read('vitest.config.js')).toBe(
      '<<<<<<< yours\nexport default { mine: true }\n=======\nexport default { test: {} }\n>>>>>>> create-clacks-plugin 1.1.0\n',
    )
    const manifest = JSON.parse(await read('package.json'))
    expect(manifest.scripts.test).toBe('vitest --mine')
    expect(manifest.devDependencies.biome).toBe('2.0.0')
    expect(manifest['clacks-template'].version).toBe('1.1.0')
    expect(await read('tidy.txt')).toBe('two\n')
    const again = await command('update', folder)
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('up to date') })
  })

  it('asks the registry that the .npmrc of the project names', async () => {
    const { npm_config_registry: own, ...env } = process.env
    await writeFile(join(folder, '.npmrc'), `registry=${own}\n`)
    const asked = requests
    const { code, err } = await commandIn(
      { ...env, npm_config_userconfig: join(store, 'npmrc') },
      'update',
      folder,
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(requests).toBeGreaterThan(asked)
  })

  it('merges a checkout with CRLF like any other', async () => {
    for (const path of await readdir(folder))
      await writeFile(join(folder, path), (await read(path)).replaceAll('\n', '\r\n'))
    const { code, out } = await command('update', folder)
    expect(code, out).toBe(0)
    expect(await read('ci.yml')).toBe('node: 20\r\nnode: 24\r\n\r\nrun: npm test\r\n')
    expect((await read('package.json')).replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('only reports what it would do with --dry-run', async () => {
    await change('vitest.config.js', '{}', '{ mine: true }')
    const before = await readdir(folder)
    const { code, out } = await command('update', folder, '--dry-run')
    expect(code).toBe(1)
    expect(out).toContain('nothing was written')
    expect(out).toMatch(/updated +tidy\.txt/)
    expect(await readdir(folder)).toEqual(before)
    expect(await read('tidy.txt')).toBe('one\n')
  })

  it('takes templates from tarballs, and reports as JSON', async () => {
    const to = tarballs.get('1.1.0') ?? ''
    const { code, out } = await command(
      'update',
      folder,
      '--to',
      to,
      '--from',
      tarballs.get('1.0.0') ?? '',
      '--json',
    )
    expect(code).toBe(0)
    const report = JSON.parse(out)
    expect(report).toMatchObject({ template: 'observer', from: '1.0.0', to: '1.1.0' })
    expect(report.steps.map(({ path }: { path: string }) => path)).toContain('.editorconfig')
  })

  it('changes nothing if the templates cannot be installed, or the project has no mark', async () => {
    await change('package.json', '"version": "1.0.0"', '"version": "0.9.0"')
    const gone = await command('update', folder)
    expect(gone).toMatchObject({ code: 2, out: '' })
    expect(gone.err).toMatch(/npm pack failed.*0\.9\.0/)
    await change('package.json', '"name": "observer"', '"name": "watcher"')
    await change('package.json', '"version": "0.9.0"', '"version": "1.0.0"')
    expect(await command('update', folder)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no template watcher'),
    })
    await change('package.json', 'clacks-template', 'other')
    expect(await command('update', folder)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('has no "clacks-template"'),
    })
    expect(await read('tidy.txt')).toBe('one\n')
  })
})

describe('a project of somebody else', () => {
  it.each(['file:EVIL', 'EVIL', 'npm:other@1.0.0', 'latest', '^1.0.0', 'v1.0.0', '1.0.0 || 1.1.0', ''])(
    'names %s as the version of its template: none of its code runs',
    async (written) => {
      const evil = await mkdtemp(join(tmpdir(), 'clacks-evil-'))
      const manifest = { name: 'create-clacks-plugin', version: '1.0.0', type: 'module' }
      const exports = { '.': { import: { default: './i.js' } } }
      await writeFile(join(evil, 'package.json'), JSON.stringify({ ...manifest, exports }))
      const ran = JSON.stringify(join(evil, 'ran'))
      await writeFile(join(evil, 'i.js'), `import { mkdirSync } from 'node:fs'\nmkdirSync(${ran})\n`)
      const version = JSON.stringify(written.replace('EVIL', evil))
      await change('package.json', '"version": "1.0.0"', `"version": ${version}`)
      const before = requests
      expect(await command('update', folder, '--dry-run')).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('expected an exact one, such as "1.2.3"'),
      })
      expect([await readdir(evil), requests - before]).toEqual([['i.js', 'package.json'], 0])
      await rm(evil, { recursive: true })
    },
  )
})
