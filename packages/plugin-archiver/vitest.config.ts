import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: { alias: sourceAliases },
  test: {
    name: 'plugin-archiver',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: 'test/build-programs.ts',
  },
})
