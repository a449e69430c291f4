import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'tuning-in', testTimeout: 60_000 } })
