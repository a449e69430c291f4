import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readPage } from './pages.js'

const SOURCES = join(ROOT, 'packages/clacks/src')

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))

describe('docs/dependencies.md', () => {
  const { text } = readPage('docs/dependencies.md')
  const [, installed = '', built = ''] = text.split(/^\| (?:dependency|part of the build) \|/m)
  const { dependencies, devDependencies } = packageAt('packages/clacks')

  it('lists each dependency of clacks', () => {
    expect(namesIn(installed)).toEqual(Object.keys(dependencies).sort())
  })

  it('lists each package that is part of the build', () => {
    const parts = Object.keys(devDependencies).filter((name) => isImported(name))
    expect(namesIn(built)).toEqual(parts.sort())
  })
})

describe('README.md', () => {
  const { text } = readPage('README.md')

  it('names only npm scripts that exist', () => {
    const { scripts } = packageAt('.')
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toContain('demo')
  })

  it('has at most 140 lines', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(140)
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
