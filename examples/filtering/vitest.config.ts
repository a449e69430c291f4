import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'filtering', testTimeout: 60_000 } })
