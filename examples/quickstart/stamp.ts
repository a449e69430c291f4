import { definePlugin } from 'clacks'

/** Counts in a message how many towers with this plugin it has come to. */
export default definePlugin({
  name: 'stamp',
  options: {
    type: 'object',
    properties: { field: { type: 'string', default: 'hops' } },
    additionalProperties: false,
  },
  // Where a message-formatter is there too, only messages of the right form are stamped.
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
