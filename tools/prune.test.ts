import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { prune } from './prune.js'

it('removes chunks of an earlier build, and nothing that a program or a declaration uses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-prune-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'dist'))
  const files = {
    'package.json': '{ "exports": "./dist/a-settings.js" }',
    'dist/index.js': 'import("./chunk-AAAAAAAA.js")',
    'dist/index.d.ts': 'export * from "./types-DDDDDDDD.js"',
    'dist/chunk-AAAAAAAA.js': 'import "./chunk-BBBBBBBB.js"',
    'dist/chunk-AAAAAAAA.js.map': '{}',
    'dist/chunk-BBBBBBBB.js': '',
    'dist/chunk-OLDOLD00.js': 'import "./chunk-OLDOLD01.js"',
    'dist/chunk-OLDOLD00.js.map': '{}',
    'dist/chunk-OLDOLD01.js': '',
    'dist/types-DDDDDDDD.d.ts': '',
    'dist/types-OLDOLD00.d.ts': '',
    'dist/a-settings.js': '',
    'dist/third-party-licenses.txt': '',
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  expect(prune(folder).sort()).toEqual([
    'chunk-OLDOLD00.js',
    'chunk-OLDOLD00.js.map',
    'chunk-OLDOLD01.js',
    'types-OLDOLD00.d.ts',
  ])
  const left = Object.keys(files).filter((path) => path.startsWith('dist/') && !path.includes('OLD'))
  expect((await readdir(join(folder, 'dist'))).sort()).toEqual(left.map((path) => path.slice(5)).sort())
})
