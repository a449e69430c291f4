import { defineConfig } from 'vitest/config'

// One step after the other: projects are created, published, and used by another user.
export default defineConfig({
  test: { name: 'e2e', testTimeout: 300_000, hookTimeout: 300_000, bail: 1, maxConcurrency: 2 },
})
