import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readPage } from './pages.js'

const { text } = readPage('README.md')

describe('README.md', () => {
  it('says of each dependency of clacks what it is for', () => {
    const { dependencies } = packageAt('packages/clacks')
    const [, section = ''] = text.split('## What comes with it')
    const named = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names = '']) => names.split(', '))
    expect(named.sort()).toEqual(
      Object.keys(dependencies)
        .map((name) => `\`${name}\``)
        .sort(),
    )
  })

  it('names only commands that are there', () => {
    const { scripts } = packageAt('.')
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toContain('demo')
  })
})

function packageAt(folder: string): {
  dependencies: Record<string, string>
  scripts: Record<string, string>
} {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'))
}
