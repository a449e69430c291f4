import { defineConfig } from 'clacks'

export default defineConfig({ plugins: [['./files.ts', { chunkBytes: 8_000, requestAfterMs: 500 }]] })
