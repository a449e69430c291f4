import { testPlugin } from 'clacks/testing'
import { describe, it } from 'vitest'
import journal from '../src/index.js'

// A relative folder: each node of the suite has a folder of its own.
const folder = './queue'

testPlugin(journal, {
  describe,
  it,
  valid: [
    { folder },
    { folder, fsync: 'always' },
    { folder, fsync: 'interval', interval: 100 },
    { folder, fsync: 'never', compactAbove: 0 },
  ],
  invalid: [
    { folder: '' },
    { foldr: folder },
    { fsync: 'allways' },
    { fsync: 'interval', interval: 0 },
    { compactAbove: -1 },
    'journal',
  ],
})
