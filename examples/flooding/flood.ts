import { definePlugin } from 'clacks'

/** Repeats received messages at full speed. */
export default definePlugin({
  name: 'flood',
  options: {
    type: 'object',
    properties: {
      copies: { type: 'integer', minimum: 1, default: 40, description: 'Copies each time.' },
      everyMs: { type: 'integer', minimum: 1, default: 100 },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, every }, { copies, everyMs }) {
    let selection: unknown = 'FLOOD'
    hooks.queued.tap((message, origin) => {
      if (origin === 'received') selection = message
    })
    every(everyMs, () => {
      const room = 2_000 - node.statistics().queued
      for (let copy = 0; copy < Math.min(copies, room); copy++) node.enqueue(selection)
    })
  },
})
