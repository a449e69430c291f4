import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'flooding', testTimeout: 60_000 } })
