import { defineConfig } from 'clacks'

export default defineConfig({
  limits: { queueMessages: 500 },
  plugins: [['./guard.ts', { rate: 20, burst: 40 }]],
})
