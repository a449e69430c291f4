import { defineProject } from 'vitest/config'

export default defineProject({ test: { name: 'crawling', testTimeout: 60_000 } })
