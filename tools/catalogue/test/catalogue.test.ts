import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeCatalogue } from '../catalogue.ts'

const LOGGER = fileURLToPath(new URL('../../../packages/plugin-logger', import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

let folder: string
let server: Server | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clacks-catalogue-'))
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((done) => (server === undefined ? done(undefined) : server.close(done)))
  server = undefined
  await rm(folder, { recursive: true, force: true })
})

type Manifest = Record<string, unknown> & { readonly name: string }

/**
 * A registry with these packages and the API of npm: search in pages, documents, tarballs.
 */
async function registryWith(
  packages: readonly Manifest[],
  tarball?: Uint8Array,
  { largestPage = 250, knowsKeywords = true } = {},
): Promise<string> {
  server = createServer((request, response) => {
    const host = `http://${request.headers.host}`
    const url = new URL(request.url ?? '/', host)
    if (url.pathname === '/-/v1/search') {
      const from = Number(url.searchParams.get('from'))
      const size = Math.min(Number(url.searchParams.get('size')), largestPage)
      const text = url.searchParams.get('text') ?? ''
      const found = packages.filter(({ name }) =>
        knowsKeywords ? text.startsWith('keywords:') : name.includes(text),
      )
      const objects = found
        .slice(from, from + size)
        .map(({ name }) => ({ package: { name, version: '1.2.3' } }))
      response.end(JSON.stringify({ objects, total: found.length, time: 'now' }))
      return
    }
    if (url.pathname.endsWith('.tgz')) return void response.end(tarball)
    const name = decodeURIComponent(url.pathname.slice(1))
    const manifest = packages.find((each) => each.name === name)
    if (manifest === undefined) return void response.writeHead(404).end('{}')
    const dist =
      tarball === undefined ? manifest.dist : { ...Object(manifest.dist), tarball: `${host}/a.tgz` }
    const versions = { '1.2.3': { ...manifest, version: '1.2.3', dist } }
    const time = { '1.2.3': '2026-11-23T10:00:00.000Z' }
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.2.3' }, versions, time }))
  })
  await new Promise<void>((bound) => server?.listen(0, '127.0.0.1', bound))
  return addressOf(server)
}

function addressOf(bound: Server): string {
  return `http://127.0.0.1:${(bound.address() as AddressInfo).port}`
}

const plugin = (name: string, more: object = {}): Manifest => ({ name, keywords: ['clacks-plugin'], ...more })

function pack(): Promise<Uint8Array> {
  return new Promise((done, fail) =>
    execFile(
      'npm',
      ['pack', '--json', '--pack-destination', folder],
      { cwd: LOGGER, shell: process.platform === 'win32' },
      async (thrown) => {
        if (thrown) return fail(thrown)
        const [name = ''] = await readdir(folder)
        done(await readFile(join(folder, name)))
      },
    ),
  )
}

describe('the catalogue', () => {
  it('has every plugin from all pages, and nothing else', async () => {
    const many = Array.from({ length: 250 }, (_, index) => plugin(`clacks-plugin-n${index}`))
    const others = [plugin('left-pad'), { name: 'clacks-plugin-without', keywords: ['other'] }]
    const registry = await registryWith([...many, ...others, plugin('@acme/clacks-plugin-last')])
    const { entries } = await writeCatalogue(registry, join(folder, 'out'))
    expect(entries).toHaveLength(251)
    expect(entries[0]).toMatchObject({
      name: '@acme/last',
      package: '@acme/clacks-plugin-last',
      published: '2026-11-23',
    })
    expect(JSON.parse(await readFile(join(folder, 'out/plugins.json'), 'utf8'))).toHaveLength(251)
  })

  it('finds them in a registry that searches names only', async () => {
    const packages = [
      plugin('clacks-plugin-echo'),
      plugin('@clacks/plugin-logger'),
      { name: 'clacks' },
      plugin('left-pad'),
    ]
    const registry = await registryWith(packages, undefined, { knowsKeywords: false })
    const { entries } = await writeCatalogue(registry, join(folder, 'out'))
    expect(entries.map(({ name }) => name)).toEqual(['echo', 'logger'])
  })

  it('shows the metadata of a package, and its options from the tarball', async () => {
    const tarball = await pack()
    const manifest = JSON.parse(await readFile(join(LOGGER, 'package.json'), 'utf8'))
    const dist = { attestations: { provenance: {} } }
    const registry = await registryWith([{ ...manifest, dist }], tarball)
    const {
      entries: [entry],
    } = await writeCatalogue(registry, join(folder, 'out'))
    expect(entry).toMatchObject({ name: 'logger', clacks: '^1.0.0', license: 'MIT', hasProvenance: true })
    expect(entry?.repository).toBe('https://github.com/clacks-p2p/clacks')
    expect(entry?.options.map(({ name }) => name)).toContain('directory')
    expect(await readFile(join(folder, 'out/index.html'), 'utf8')).toContain('npx clacks plugins add logger')
  })

  it('does not trust the text of a package', async () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{constructor}}'
    const registry = await registryWith([
      plugin('clacks-plugin-evil', {
        description: hostile,
        license: hostile,
        author: { name: hostile },
        deprecated: hostile,
        repository: { url: 'javascript:alert(1)' },
        peerDependencies: { clacks: hostile },
      }),
      plugin('clacks-plugin-strange', {
        description: 7,
        author: ['x'],
        license: {},
        repository: null,
        dist: 'x',
        peerDependencies: [],
      }),
    ])
    const {
      entries: [entry, strange],
    } = await writeCatalogue(registry, folder)
    expect(entry?.repository).toBeUndefined()
    expect(strange).toMatchObject({ description: '', author: undefined })
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<script|<img|javascript:/)
    expect(page).toContain('&lt;script&gt;')
  })

  it('skips a package that cannot be downloaded, and reports it', async () => {
    const clacks = { schema: './schema.json' }
    const registry = await registryWith([
      plugin('clacks-plugin-gone', { clacks, dist: { tarball: 'http://127.0.0.1:1/gone.tgz' } }),
      plugin('clacks-plugin-nowhere', { clacks, dist: { tarball: 'nowhere' } }),
      plugin('clacks-plugin-shout'),
    ])
    const { entries, skipped } = await writeCatalogue(registry, folder)
    expect(entries.map(({ name }) => name)).toEqual(['shout'])
    expect(skipped).toEqual([
      expect.stringMatching(/^"clacks-plugin-gone" is skipped: .* cannot be reached/),
      '"clacks-plugin-nowhere" is skipped: "nowhere" is not the address of a tarball.',
    ])
    expect(JSON.parse(await readFile(join(folder, 'plugins.json'), 'utf8'))).toHaveLength(1)
  })

  it('reports a problem with a registry, and writes nothing', async () => {
    const out = join(folder, 'out')
    const empty = await registryWith([])
    await expect(writeCatalogue(empty, out)).rejects.toThrow('has no package with the keyword clacks-plugin')
    server?.closeAllConnections()
    await new Promise((done) => server?.close(done))
    server = createServer((_, response) => void response.end('<html>'))
    await new Promise<void>((bound) => server?.listen(0, '127.0.0.1', bound))
    // An address without a keep-alive connection.
    const gone = createServer()
    await new Promise<void>((bound) => gone.listen(0, '127.0.0.1', bound))
    const nobody = addressOf(gone)
    await new Promise((done) => gone.close(done))
    await expect(writeCatalogue(nobody, out)).rejects.toThrow('cannot be reached: ECONNREFUSED')
    await expect(writeCatalogue(addressOf(server), out)).rejects.toThrow('does not answer with JSON')
    server.removeAllListeners('request').on('request', (_, response) => void response.writeHead(503).end())
    await expect(writeCatalogue(addressOf(server), out)).rejects.toThrow('answers 503')
    expect(await readdir(folder)).toEqual([])
  })

  it('is written by `npm run catalogue` from the registry that npm is configured with', async () => {
    const registry = await registryWith([plugin('clacks-plugin-shout')])
    const run = (): Promise<{ code: number | null; out: string; err: string }> =>
      new Promise((done) => {
        const env = { ...process.env, npm_config_registry: registry }
        const child = execFile(
          process.execPath,
          ['--import', 'tsx', 'tools/catalogue/main.ts', folder],
          { cwd: ROOT, env },
          (_, out, err) => done({ code: child.exitCode, out, err }),
        )
      })
    expect(await run()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('1 plugin of') })
    expect(await readdir(folder)).toEqual(['index.html', 'plugins.json'])
    server?.closeAllConnections()
    await new Promise((done) => server?.close(done))
    expect(await run()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('Nothing was written'),
    })
  })
})
