import { definePlugin, drop } from 'clacks'

/** Accepts every message and passes none on: to the sender it looks like delivery. */
export default definePlugin({
  name: 'wall',
  setup({ hooks }) {
    hooks.received.tap(() => drop('stonewalled'))
  },
})
