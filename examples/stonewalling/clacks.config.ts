import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [
    ['./reciprocity.ts', { maxTaken: 20 }],
    [
      'archiver',
      {
        path: fileURLToPath(new URL('.clacks/archive.db', import.meta.url)),
        persister: { after: 8_000, jitter: 0, rate: 20 },
      },
    ],
  ],
})
