import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readPage } from './pages.js'

const { text } = readPage('docs/guarantees.md')
const LINK = /\[([^\]]+)\]\(\.\.\/([^)]+\.test\.ts)\)/g
const shown = [...text.matchAll(LINK)].map(([, title = '', file = '']) => ({ title, file }))

describe('docs/guarantees.md', () => {
  it.each(shown)('$file contains the test "$title"', ({ title, file }) => {
    const source = readFileSync(join(ROOT, file), 'utf8')
    expect([`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted))).toBe(true)
  })

  it('links a test in every row of promises', () => {
    const [promises = ''] = text.split('## Compared with')
    const rows = promises.split('\n').filter((line) => /^\| (?!promise|-)/.test(line))
    expect(rows.length).toBeGreaterThan(30)
    expect(rows.filter((row) => !/\.test\.ts\) \|$/.test(row))).toEqual([])
  })
})
