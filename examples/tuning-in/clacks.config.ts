import { defineConfig } from 'clacks'

export default defineConfig({
  plugins: [
    ['message-formatter', { class: 'broadcast', required: ['tags', 'text'] }],
    ['./radio.ts', { tags: ['weather', 'ships'] }],
  ],
})
