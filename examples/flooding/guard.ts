import { definePlugin, drop, reject, stringifyMessage } from 'clacks'

/** The counts of a guard. */
export interface GuardCounts {
  merged: number
  refused: number
}

declare global {
  interface ClacksServices {
    guard: Readonly<GuardCounts>
  }
}

/**
 * Two defences against floods: a copy of a queued message is dropped, and each peer may send
 * a limited number of messages per second.
 */
export default definePlugin({
  name: 'guard',
  options: {
    type: 'object',
    properties: {
      rate: {
        type: 'number',
        exclusiveMinimum: 0,
        default: 50,
        description: 'Messages per second from one peer.',
      },
      burst: { type: 'integer', minimum: 1, default: 100, description: 'Messages at once, after a pause.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, clock, every, provide }, { rate, burst }) {
    const counts: GuardCounts = { merged: 0, refused: 0 }
    const here = new Map<string, number>()
    /** A leaky bucket for each peer: when it will be empty. */
    const emptyAt = new Map<string, number>()
    provide('guard', counts)

    hooks.queued.tap((message) => {
      const text = stringifyMessage(message)
      here.set(text, (here.get(text) ?? 0) + 1)
    })
    const gone = ({ message }: { readonly message: unknown }): void => {
      const text = stringifyMessage(message)
      const left = (here.get(text) ?? 0) - 1
      if (left > 0) here.set(text, left)
      else here.delete(text)
    }
    hooks.sent.tap(gone)
    hooks.discarded.tap((discard) => {
      if (discard.direction === 'out') gone(discard)
    })

    hooks.received.tap(({ message, sender }) => {
      const now = clock.monotonic()
      const empty = Math.max(now, emptyAt.get(sender.identifier) ?? 0) + 1_000 / rate
      if (empty - now > (burst * 1_000) / rate) {
        counts.refused++
        return reject(429, `at most ${rate} messages per second`)
      }
      emptyAt.set(sender.identifier, empty)
      if (!here.has(stringifyMessage(message))) return undefined
      counts.merged++
      return drop('it is already queued')
    })
    // Forget peers whose bucket is empty.
    every(60_000, () => {
      for (const [peer, empty] of emptyAt) if (empty < clock.monotonic()) emptyAt.delete(peer)
    })
  },
})
