import { fileURLToPath } from 'node:url'
import { defineConfig } from 'clacks'

export default defineConfig({
  hostname: 'localhost',
  port: 0,
  sendrate: 3,
  plugins: [
    ['logger', { directory: fileURLToPath(new URL('.clacks/log', import.meta.url)) }],
    ['message-formatter', { class: 'clack', required: ['number', 'text'], optional: ['hops'] }],
    './stamp.ts',
  ],
})
