import { defineConfig } from 'vitest/config'

// One file, one step after the other: a project is made, published, and used by somebody else.
export default defineConfig({
  test: { name: 'trip', testTimeout: 300_000, hookTimeout: 300_000, bail: 1, maxConcurrency: 2 },
})
