import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readPage } from './pages.js'

const SRC = join(ROOT, 'packages/clacks/src')

describe('packages/clacks/src/README.md', () => {
  const overview = readPage('packages/clacks/src/README.md').text

  it('names only existing files', () => {
    const named = [...overview.matchAll(/(?<![\w./-])((?:[a-z-]+\/)*[a-z-]+\.ts)\b/g)].map(
      ([, path = '']) => path,
    )
    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((path) => !existsSync(join(SRC, path)))).toEqual([])
  })

  it('names every module', () => {
    const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).filter((name) => !overview.includes(`${name}/`))).toEqual([])
  })
})

describe('docs/life-of-a-message.md', () => {
  it('names only existing files', () => {
    const { text } = readPage('docs/life-of-a-message.md')
    const named = [...text.matchAll(/\(((?:[a-z-]+\/[a-z-]+\.ts(?:, )?)+)\)/g)].flatMap(([, paths = '']) =>
      paths.split(', '),
    )
    expect(named.length).toBeGreaterThan(12)
    expect(named.filter((path) => !existsSync(join(SRC, path)))).toEqual([])
  })
})

describe('docs/hooks.md', () => {
  it('has a card for every hook', async () => {
    const { HOOK_NAMES } = await import('../../src/hooks/hook-table.js')
    const cards = [...readPage('docs/hooks.md').text.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name)
    expect(cards.sort()).toEqual([...HOOK_NAMES].sort())
  })
})
