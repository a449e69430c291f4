import { definePlugin, drop, reject, stringifyMessage } from 'clacks'

/** What a guard has kept out, in numbers. */
export interface GuardCounts {
  merged: number
  refused: number
}

declare module 'clacks' {
  interface Services {
    guard: Readonly<GuardCounts>
  }
}

/**
 * Two defences against floods. A copy of what stands in the queue is merged with it: one is enough. And each peer may bring so many
 * messages a second; what is more stays with it.
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
        description: 'Messages a second from one peer.',
      },
      burst: { type: 'integer', minimum: 1, default: 100, description: 'So many at once, after a rest.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, clock, every, provide }, { rate, burst }) {
    const counts: GuardCounts = { merged: 0, refused: 0 }
    const here = new Map<string, number>()
    /** Peer -> when it would have brought nothing, at this rate: a bucket that leaks. */
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
      const now = clock.now()
      const empty = Math.max(now, emptyAt.get(sender.identifier) ?? 0) + 1_000 / rate
      if (empty - now > (burst * 1_000) / rate) {
        counts.refused++
        return reject(429, `no more than ${rate} messages a second`)
      }
      emptyAt.set(sender.identifier, empty)
      if (!here.has(stringifyMessage(message))) return undefined
      counts.merged++
      return drop('it is here already')
    })
    // Peers that have rested need not be remembered.
    every(60_000, () => {
      for (const [peer, empty] of emptyAt) if (empty < clock.now()) emptyAt.delete(peer)
    })
  },
})
