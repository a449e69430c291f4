import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readPage } from './pages.js'

const SOURCES = join(ROOT, 'packages/clacks/src')

const { text } = readPage('README.md')
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))

describe('README.md', () => {
  const [, section = ''] = text.split('## What comes with it')
  const [, installed = '', built = ''] = section.split(/^\| (?:dependency|part of the build) \|/m)
  const { dependencies, devDependencies } = packageAt('packages/clacks')

  it('says of each dependency of clacks what it is for', () => {
    expect(namesIn(installed)).toEqual(Object.keys(dependencies).sort())
  })

  it('says of each package that is part of the build what it is for', () => {
    const parts = Object.keys(devDependencies).filter((name) => isImported(name))
    expect(namesIn(built)).toEqual(parts.sort())
  })

  it('names only commands that are there', () => {
    const { scripts } = packageAt('.')
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toContain('demo')
  })
})

/** The names in the first column of a table. */
function namesIn(table: string): string[] {
  const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`(.*?)`/g)].map(([, name = '']) => name)).sort()
}

function isImported(name: string): boolean {
  return sources.some((source) => new RegExp(`from '${name}['/]`).test(source))
}

function packageAt(folder: string): {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  scripts: Record<string, string>
} {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
}
