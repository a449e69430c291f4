import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { hostsIn } from '../src/verify/hosts.js'

const VERSIONS = ['0.9.0', '1.0.0', '1.0.5', '1.4.0', '2.0.0-next.1', '2.1.0']

/** A registry with versions of clacks, for the real npm. */
const registry = createServer((request, response) => {
  if (request.url !== '/clacks') return void response.writeHead(404).end('{}')
  const versions = Object.fromEntries(VERSIONS.map((version) => [version, { name: 'clacks', version }]))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ name: 'clacks', 'dist-tags': { latest: '2.1.0' }, versions }))
})

beforeAll(async () => {
  await new Promise<void>((bound) => registry.listen(0, '127.0.0.1', bound))
  const { port } = registry.address() as AddressInfo
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${port}/`)
  vi.stubEnv('npm_config_prefer_online', 'true')
})

afterAll(() => {
  vi.unstubAllEnvs()
  registry.closeAllConnections()
  registry.close()
})

it.each([
  ['^1.0.0', ['clacks@1.0.0', 'clacks@1.4.0']],
  ['>=1.0.1 <1.4', ['clacks@1.0.5']],
  ['*', ['clacks@0.9.0', 'clacks@2.1.0']],
])('takes the lowest and the newest published clacks in %s', async (range, hosts) => {
  expect(await hostsIn(range, tmpdir())).toEqual(hosts)
})

it('reports a range without published versions', async () => {
  await expect(hostsIn('^3.0.0', tmpdir())).rejects.toThrow(
    'No published clacks is in the peer range "^3.0.0"',
  )
})
