import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: { alias: sourceAliases },
  // A fresh module graph for each file costs more than the tests: no test relies on one.
  test: { name: 'clacks', isolate: false, testTimeout: 30_000, hookTimeout: 30_000 },
})
