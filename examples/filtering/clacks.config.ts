import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [['./gate.ts', { refuse: ['BUY'], maxRefused: 3, ignoreMs: 2_000 }]],
})
