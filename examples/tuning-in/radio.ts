import { definePlugin, stringifyMessage } from 'clacks'

/** The service of the radio. */
export interface Radio {
  /** The matching messages, each once, in order of arrival. */
  collection(): readonly unknown[]
}

declare global {
  interface ClacksServices {
    radio: Radio
  }
}

/** Collects messages that have one of its tags. It only observes: they walk on unchanged. */
export default definePlugin({
  name: 'radio',
  options: {
    type: 'object',
    properties: {
      tags: {
        type: 'array',
        items: { type: 'string' },
        description: 'A message matches if it has one of them.',
      },
      keep: {
        type: 'integer',
        minimum: 1,
        default: 1000,
        description: 'Keeps this many of the newest messages.',
      },
    },
    required: ['tags'],
    additionalProperties: false,
  },
  setup({ hooks, provide }, { tags, keep }) {
    const collected = new Map<string, unknown>()
    hooks.queued.tap((message) => {
      if (!tagsOf(message).some((tag) => tags.includes(tag))) return
      // A walking message passes again and again.
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
