import { fileURLToPath } from 'node:url'
import { defineProject } from 'vitest/config'
import { sourceAliases } from '../../tools/source-aliases.js'

export default defineProject({
  resolve: {
    alias: [
      ...sourceAliases,
      // A worker needs compiled code, which tests build elsewhere.
      {
        find: /^\.\/worker-url\.js$/,
        replacement: fileURLToPath(new URL('test/worker-url.ts', import.meta.url)),
      },
    ],
  },
  test: {
    name: 'plugin-archiver',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: 'test/build-programs.ts',
  },
})
