import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: { alias: sourceAliases },
  test: { name: 'plugin-tools', maxConcurrency: 3, testTimeout: 120_000, hookTimeout: 120_000 },
})
