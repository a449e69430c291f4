import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { RETIRED } from './retired.js'
import { sourceLines } from './sources.js'

const lines = sourceLines(fileURLToPath(new URL('../..', import.meta.url)))
const MAX_COLUMNS = 100

describe('the words of the project', () => {
  it.each(RETIRED)('do not include $pattern: write $instead', ({ pattern, except }) => {
    const uses = lines.filter(({ file, text }) => pattern.test(text) && except?.test(file) !== true)
    expect(uses.map(({ place, text }) => `${place}: ${text.trim()}`)).toEqual([])
  })
})

describe('comments', () => {
  it(`stay within ${MAX_COLUMNS} columns`, () => {
    const code = lines.filter(({ file }) => /\.[cm]?[jt]s$/.test(file))
    const comments = code.filter(({ text }) => /^\s*(?:\/\/|\/?\*)/.test(text))
    expect(comments.length).toBeGreaterThan(100)
    expect(comments.filter(({ text }) => text.length > MAX_COLUMNS).map(({ place }) => place)).toEqual([])
  })
})
