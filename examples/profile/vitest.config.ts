import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'profile', testTimeout: 60_000 } })
