import { defineConfig } from 'clacks'

export default defineConfig({ plugins: [['./exchange.ts', { readings: 5 }]] })
