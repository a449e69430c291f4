import { definePlugin } from 'clacks'

/** Changes what a message says, so that it still looks like one: every number becomes another. */
export default definePlugin({
  name: 'corrupter',
  setup({ hooks, random }) {
    hooks.received.tap((reception) => {
      const { message } = reception
      if (typeof message !== 'object' || message === null || !('text' in message)) return
      const other = (digits: string): string => String(Number(digits) + 1 + Math.floor(random.fraction() * 8))
      reception.message = { ...message, text: String(message.text).replaceAll(/\d+/g, other) }
    })
  },
})
