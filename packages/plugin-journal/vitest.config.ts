import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: { alias: sourceAliases },
  test: { name: 'plugin-journal', testTimeout: 60_000, hookTimeout: 60_000 },
})
