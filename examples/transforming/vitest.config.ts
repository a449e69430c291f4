import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'transforming', testTimeout: 60_000 } })
