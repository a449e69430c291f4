import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [['./gate.ts', { refuse: ['BUY'], strikes: 3, forgiveAfter: 2_000 }]],
})
