// `npm run catalogue [folder]`: writes a page of all plugins in the registry that npm is
// configured with.
import { execFileSync } from 'node:child_process'
import { relative, resolve } from 'node:path'
import { writeCatalogue } from './catalogue.ts'
import { RegistryError } from './registry.ts'

const folder = resolve(process.argv[2] ?? 'catalogue')
const registry = execFileSync('npm', ['config', 'get', 'registry'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  stdio: ['ignore', 'pipe', 'ignore'],
}).trim()
try {
  const { entries, skipped } = await writeCatalogue(registry, folder)
  for (const reason of skipped) console.error(`catalogue: ${reason}`)
  const count = entries.length === 1 ? '1 plugin' : `${entries.length} plugins`
  console.log(`${count} of ${registry} are in ${relative('', folder) || '.'}/index.html`)
} catch (thrown) {
  if (!(thrown instanceof RegistryError)) throw thrown
  console.error(`catalogue: ${thrown.message} Nothing was written.`)
  process.exitCode = 1
}
