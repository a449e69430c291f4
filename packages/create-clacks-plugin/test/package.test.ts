import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const MEGABYTE = 1_000_000

it('bundles all of its dependencies, and is small', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: PACKAGE,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ unpackedSize, files }] = JSON.parse(packed)
  expect(unpackedSize).toBeLessThan(2 * MEGABYTE)
  const paths = files.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(expect.arrayContaining(['dist/cli.js', 'templates/all/_gitignore']))
  expect(paths.filter((path: string) => path.endsWith('.node'))).toEqual([])
  const manifest = JSON.parse(readFileSync(`${PACKAGE}/package.json`, 'utf8'))
  for (const key of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    expect(manifest).not.toHaveProperty(key)
  for (const script of ['preinstall', 'install', 'postinstall'])
    expect(manifest.scripts).not.toHaveProperty(script)
})
