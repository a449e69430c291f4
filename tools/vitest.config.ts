import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'tools', testTimeout: 60_000 } })
