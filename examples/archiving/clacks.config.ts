import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [['archiver', { path: fileURLToPath(new URL('.clacks/archive.db', import.meta.url)) }]],
})
