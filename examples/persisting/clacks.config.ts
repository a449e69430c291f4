import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [
    [
      'archiver',
      {
        path: fileURLToPath(new URL('.clacks/archive.db', import.meta.url)),
        // In this small network a message passes every 1.5 seconds: 8 are far more.
        persister: { after: 8_000, jitter: 0, rate: 20 },
      },
    ],
  ],
})
