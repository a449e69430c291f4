import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'bifurcating', testTimeout: 60_000 } })
