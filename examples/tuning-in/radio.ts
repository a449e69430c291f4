import { definePlugin, stringifyMessage } from 'clacks'

/** What a radio is tuned in to. */
export interface Radio {
  /** The messages that fit, each once, in the order in which they came by. */
  collection(): readonly unknown[]
}

declare module 'clacks' {
  interface Services {
    radio: Radio
  }
}

/** Collects the messages that carry one of its tags. It only listens: they walk on as if it were not there. */
export default definePlugin({
  name: 'radio',
  options: {
    type: 'object',
    properties: {
      tags: { type: 'array', items: { type: 'string' }, description: 'A message fits that has one of them.' },
      keep: { type: 'integer', minimum: 1, default: 1000, description: 'The newest so many are kept.' },
    },
    required: ['tags'],
    additionalProperties: false,
  },
  setup({ hooks, provide }, { tags, keep }) {
    const collected = new Map<string, unknown>()
    hooks.queued.tap((message) => {
      if (!tagsOf(message).some((tag) => tags.includes(tag))) return
      // On its walk a message comes by again and again.
      collected.set(stringifyMessage(message), message)
      const [oldest] = collected.keys()
      if (collected.size > keep && oldest !== undefined) collected.delete(oldest)
    })
    provide('radio', { collection: () => [...collected.values()] })
  },
})

function tagsOf(message: unknown): readonly string[] {
  if (typeof message !== 'object' || message === null || !('tags' in message)) return []
  return Array.isArray(message.tags) ? message.tags.map(String) : []
}
