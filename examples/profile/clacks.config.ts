import { defineConfig } from 'clacks'

// A node of the simulation as a node of its own: npx clacks start examples/profile/clacks.config.ts
export default defineConfig({ plugins: ['./odometer.ts'] })
