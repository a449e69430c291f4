import { definePlugin } from 'clacks'

/** Counts, in each message, the towers with this plugin that it has visited. */
export default definePlugin({
  name: 'stamp',
  options: {
    type: 'object',
    properties: { field: { type: 'string', default: 'hops' } },
    additionalProperties: false,
  },
  // If the message-formatter is installed too, only valid messages are stamped.
  after: ['?message-formatter'],
  setup({ hooks }, { field }) {
    hooks.received.tap((reception) => {
      const { message } = reception
      if (typeof message !== 'object' || message === null) return
      const stamped = Number(Reflect.get(message, field) ?? 0) + 1
      reception.message = { ...message, [field]: stamped }
    })
  },
})
