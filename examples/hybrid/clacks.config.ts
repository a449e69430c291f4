import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [
    ['message-formatter', { class: 'dispatch', required: ['tag', 'place', 'text'], otherClasses: 'pass' }],
    ['./wire.ts', { tags: ['ships', 'trade'], perEdition: 4 }],
    [
      'archiver',
      {
        path: fileURLToPath(new URL('.clacks/archive.db', import.meta.url)),
        classes: ['edition'],
        persister: { after: 5_000, jitter: 0, rate: 20 },
      },
    ],
  ],
})
