// @ts-check
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './shell.js'

const FOLDER = join(root, '.packages')

/**
 * Packs built packages of this repository, as `npm publish` would, into a folder named after their
 * content: a project that refers to older tarballs keeps them, and its lockfile stays valid.
 *
 * @param {readonly string[]} names
 * @returns {Map<string, string>} the path of the tarball of each package
 */
export function packed(names) {
  mkdirSync(FOLDER, { recursive: true })
  const fresh = mkdtempSync(join(FOLDER, 'new-'))
  try {
    const files = npmPack(names, fresh)
    const hash = createHash('sha256')
    for (const file of files.values()) hash.update(readFileSync(join(fresh, file)))
    const folder = join(FOLDER, hash.digest('hex').slice(0, 16))
    if (!existsSync(folder)) renameSync(fresh, folder)
    return new Map([...files].map(([name, file]) => [name, join(folder, file)]))
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/**
 * @param {readonly string[]} names
 * @param {string} destination
 * @returns {Map<string, string>} package -> name of its file
 */
function npmPack(names, destination) {
  const workspaces = names.map((name) => `--workspace=${name}`)
  const args = ['pack', ...workspaces, '--ignore-scripts', '--json', `--pack-destination=${destination}`]
  // On Windows npm is a script of the shell, which takes quotes.
  const shell = process.platform === 'win32'
  const { status, stdout, stderr } = spawnSync('npm', shell ? args.map((arg) => `"${arg}"`) : args, {
    cwd: root,
    shell,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`)
  /** @type {{ name: string, filename: string }[]} */
  const packages = JSON.parse(stdout)
  return new Map(packages.map(({ name, filename }) => [name, filename]))
}
