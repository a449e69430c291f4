import { defineConfig } from 'clacks'

export default defineConfig({ plugins: [['./crawl.ts', { maxEntries: 60 }]] })
