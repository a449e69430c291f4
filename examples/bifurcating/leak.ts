import { definePlugin, drop } from 'clacks'

/** A node that loses one message in `oneIn`, at random. */
export default definePlugin({
  name: 'leak',
  options: {
    type: 'object',
    properties: { oneIn: { type: 'integer', minimum: 1, default: 4 } },
    additionalProperties: false,
  },
  setup({ hooks, random }, { oneIn }) {
    hooks.received.tap(() => (random.fraction() < 1 / oneIn ? drop('lost') : undefined))
  },
})
