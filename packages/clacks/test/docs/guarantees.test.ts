import { describe, expect, it } from 'vitest'
import { exists, linkedTests, rowsOf, rowsWithoutTest } from './linked-tests.js'
import { readPage } from './pages.js'

const { text } = readPage('docs/guarantees.md')

describe('docs/guarantees.md', () => {
  it.each(linkedTests(text))('$file contains the test "$title"', (test) => {
    expect(exists(test)).toBe(true)
  })

  it('links a test in every row of promises', () => {
    const [promises = ''] = text.split('## Compared with')
    expect(rowsOf(promises, 'promise').length).toBeGreaterThan(30)
    expect(rowsWithoutTest(promises, 'promise')).toEqual([])
  })
})
