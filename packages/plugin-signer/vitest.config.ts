import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: { alias: sourceAliases },
  test: { name: 'plugin-signer', testTimeout: 30_000, hookTimeout: 30_000 },
})
