import { definePlugin, drop, reject } from 'clacks'

/** What has come to a gate, in numbers. */
export interface GateCounts {
  passed: number
  refused: number
  dropped: number
  ignored: number
  forgiven: number
}

declare module 'clacks' {
  interface Services {
    gate: Readonly<GateCounts>
  }
}

/** Refuses messages with certain words. Who brings them again and again is ignored, and forgiven later. */
export default definePlugin({
  name: 'gate',
  options: {
    type: 'object',
    properties: {
      refuse: {
        type: 'array',
        items: { type: 'string' },
        description: 'Messages with one of them are refused.',
      },
      strikes: {
        type: 'integer',
        minimum: 1,
        default: 3,
        description: 'So many within `forgiveAfter` are too many.',
      },
      forgiveAfter: { type: 'integer', minimum: 1, default: 60_000, description: 'Milliseconds.' },
    },
    required: ['refuse'],
    additionalProperties: false,
  },
  setup({ hooks, node, every, provide }, { refuse, strikes, forgiveAfter }) {
    const counts: GateCounts = { passed: 0, refused: 0, dropped: 0, ignored: 0, forgiven: 0 }
    const struck = new Map<string, number>()
    every(forgiveAfter, () => struck.clear())
    provide('gate', counts)

    hooks.received.tap(({ message, sender, legacy }) => {
      const word = refuse.find((each) => JSON.stringify(message).includes(each))
      if (word === undefined) {
        counts.passed++
        return undefined
      }
      // A clacks-p2p cannot filter, and would bring a refused message back for ever: it is no fault of its own.
      if (legacy) {
        counts.dropped++
        return drop(`it says ${word}`)
      }
      counts.refused++
      const count = (struck.get(sender.identifier) ?? 0) + 1
      struck.set(sender.identifier, count)
      if (count === strikes) {
        const { hostname, port } = sender
        node.ignore(hostname, port)
        counts.ignored++
        const once = every(forgiveAfter, () => {
          once()
          if (node.unignore(hostname, port)) counts.forgiven++
        })
      }
      return reject(422, `it says ${word}`)
    })
  },
})
