import { definePlugin } from 'clacks'

/** Alters messages so that they still look genuine: it changes every number. */
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
