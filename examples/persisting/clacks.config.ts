import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [
    [
      'archiver',
      {
        path: fileURLToPath(new URL('.clacks/archive.db', import.meta.url)),
        // Far above the 1.5 seconds in which a message of this small network comes by.
        persister: { after: 8_000, jitter: 0, rate: 20 },
      },
    ],
  ],
})
