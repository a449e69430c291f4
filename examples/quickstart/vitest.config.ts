import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'quickstart', testTimeout: 90_000 } })
