// @ts-check
// `npm run create -- [NAME] [TEMPLATE] …`: what `npm create clacks-plugin` does, from the
// checkout. The project is made outside of the checkout, and takes the packages of this repository
// from tarballs, since no registry has them yet.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { packed } from './packed.js'
import { root, runQuietly } from './shell.js'

/** What generated projects depend on. */
const PACKAGES = ['clacks', '@clacks/plugin-message-formatter', '@clacks/plugin-tools']

const { INIT_CWD: from = process.cwd(), npm_config_parent: takenByNpm } = process.env
const args = process.argv.slice(2)
const { values } = parseArgs({ args, options: { parent: { type: 'string' } }, strict: false })
// npm takes a flag that is written without `--` as its own.
const parent = values.parent ?? takenByNpm

if (typeof parent === 'string' && isInside(resolve(from, parent))) {
  console.error(
    `${resolve(from, parent)} is inside the checkout. Choose a folder outside of ${root} with --parent; without it, the project is made in ${dirname(root)}.`,
  )
  process.exitCode = 2
} else process.exitCode = create()

/** @returns {number} the exit code */
function create() {
  console.error('Building and packing the packages of this checkout …')
  if (!runQuietly('turbo run build --filter=./packages/* --output-logs=errors-only')) return 1
  const dependencies = [...packed(PACKAGES)].map(
    ([name, file]) => `--dependency=${name}@file:${file.replaceAll('\\', '/')}`,
  )
  const where = parent === undefined ? [`--parent=${dirname(root)}`] : []
  const program = join(root, 'packages/create-clacks-plugin/bin/create-clacks-plugin.js')
  // The command handles Ctrl-C itself.
  process.on('SIGINT', () => {})
  const { status } = spawnSync(process.execPath, [program, ...args, ...where, ...dependencies], {
    cwd: from,
    env: ownSettings(),
    stdio: 'inherit',
  })
  return status ?? 1
}

/**
 * The environment without what `npm --prefix` adds to it. With that, the npm that installs the
 * project would look for the global npmrc in this repository, and miss its proxy and certificates.
 */
function ownSettings() {
  const added = /^npm_config_(prefix|local_prefix|global_prefix|globalconfig)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)))
}

/** @param {string} folder */
function isInside(folder) {
  if (!existsSync(folder)) return isInside(dirname(folder))
  const path = relative(realpathSync(root), realpathSync(folder))
  return path === '' || (!path.startsWith('..') && !isAbsolute(path))
}
