import { describe, expect, it } from 'vitest'
import { exists, linkedTests, rowsOf, rowsWithoutTest } from './linked-tests.js'
import { readPage } from './pages.js'

const { text } = readPage('docs/security.md')

describe('docs/security.md', () => {
  it.each(linkedTests(text))('$file contains the test "$title"', (test) => {
    expect(exists(test)).toBe(true)
  })

  it('links a test in every row of what is protected', () => {
    const [, rest = ''] = text.split('## What is protected')
    const [table = ''] = rest.split('## The door')
    expect(rowsOf(table, 'protected').length).toBeGreaterThan(30)
    expect(rowsWithoutTest(table, 'protected')).toEqual([])
  })
})
