import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { folderWith } from '../config/folder.js'

/**
 * A local registry with one package, and the environment in which npm uses no other registry.
 */
export interface Registry {
  readonly env: Readonly<Record<string, string>>
}

/**
 * @param files of the package; its package.json as an object
 * @param knowsKeywords false: a search for `keywords:WORD` finds nothing
 */
export async function registryOf(
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
  { knowsKeywords = true } = {},
): Promise<Registry> {
  const { name, version } = manifest
  const folder = folderWith({ 'package.json': manifest, ...files })
  const cache = folderWith({ npmrc: '' })
  const env = { npm_config_cache: join(cache, 'cache'), npm_config_userconfig: join(cache, 'npmrc') }
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', cache], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  const tarball = readFileSync(join(cache, packed.trim()))
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '')
    if (url === '/tarball.tgz') response.end(tarball)
    else if (url.startsWith('/-/v1/search'))
      response.end(JSON.stringify(found(knowsKeywords || !url.includes('keywords:'))))
    else if (url === `/${name}`) response.end(JSON.stringify(packument()))
    else {
      response.statusCode = 404
      response.end('{}')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  )
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return { env: { ...env, npm_config_registry: `${origin}/` } }

  function packument(): object {
    const dist = {
      tarball: `${origin}/tarball.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      attestations: { provenance: { predicateType: 'https://slsa.dev/provenance/v1' } },
    }
    return { name, 'dist-tags': { latest: version }, versions: { [String(version)]: { ...manifest, dist } } }
  }

  function found(understood: boolean): object {
    const date = new Date(0).toISOString()
    if (!understood) return { objects: [], total: 0, time: date }
    const unrelated = {
      name: 'not-a-plugin',
      version: '1.0.0',
      description: 'x',
      date,
      links: {},
      maintainers: [],
    }
    const own = { name, version, description: manifest.description, date, links: {}, maintainers: [] }
    return { objects: [{ package: own }, { package: unrelated }], total: 2, time: date }
  }
}
