import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [['signer', { invalid: 'drop', unsigned: 'drop' }], './witness.ts'],
})
