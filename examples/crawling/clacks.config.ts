import { defineConfig } from 'clacks'

export default defineConfig({ plugins: [['./crawl.ts', { most: 60 }]] })
