// Configs that import `clacks` get the module that the index provides.
import '../../src/index.js'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The files of a folder: path -> text, or a value that is written as JSON. */
export type Files = Readonly<Record<string, string | object>>

/** Writes files into a new folder that is removed after the test. Returns its path. */
export function folderWith(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clacks-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  write(folder, files)
  return folder
}

/** Writes files into an existing folder. */
export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
}

/** The files of an installed plugin package. */
export function installed(name: string, code: string, manifest: object = {}): Files {
  const folder = `node_modules/${name}`
  return {
    [`${folder}/package.json`]: {
      name,
      version: '1.2.3',
      type: 'module',
      exports: './index.js',
      ...manifest,
    },
    [`${folder}/index.js`]: code,
  }
}
