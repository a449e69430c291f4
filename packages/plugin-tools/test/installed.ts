import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { CLACKS, GOOD } from './verified.js'

/** The name of the good plugin. */
export const NAME = 'clacks-plugin-shout'

/**
 * A folder in which the good plugin is installed beside the clacks of this repository, without npm.
 * @param files replace those of the plugin, or are added: path in the package -> text
 */
export function installed(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clacks-installed-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const plugin = join(folder, 'node_modules', NAME)
  cpSync(GOOD, plugin, { recursive: true })
  symlinkSync(CLACKS, join(folder, 'node_modules', 'clacks'), 'junction')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(plugin, path)), { recursive: true })
    writeFileSync(join(plugin, path), text)
  }
  return folder
}
