import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'fuzz', testTimeout: 90_000, hookTimeout: 90_000 } })
