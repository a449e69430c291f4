import { definePlugin, drop, reject, stringifyMessage } from 'clacks'

/** The counts of a gate. */
export interface GateCounts {
  passed: number
  refused: number
  dropped: number
  ignored: number
  unignored: number
}

declare global {
  interface ClacksServices {
    gate: Readonly<GateCounts>
  }
}

/** Rejects messages with certain words. A peer that keeps sending them is ignored for a while. */
export default definePlugin({
  name: 'gate',
  options: {
    type: 'object',
    properties: {
      refuse: {
        type: 'array',
        items: { type: 'string' },
        description: 'Messages that contain one of them are rejected.',
      },
      maxRefused: {
        type: 'integer',
        minimum: 1,
        default: 3,
        description: 'A peer with this many rejected messages within `ignoreMs` is ignored.',
      },
      ignoreMs: { type: 'integer', minimum: 1, default: 60_000, description: 'Milliseconds.' },
    },
    required: ['refuse'],
    additionalProperties: false,
  },
  setup({ hooks, node, every, provide }, { refuse, maxRefused, ignoreMs }) {
    const counts: GateCounts = { passed: 0, refused: 0, dropped: 0, ignored: 0, unignored: 0 }
    const refusals = new Map<string, number>()
    every(ignoreMs, () => refusals.clear())
    provide('gate', counts)

    hooks.received.tap(({ message, sender, legacy }) => {
      const word = refuse.find((each) => stringifyMessage(message).includes(each))
      if (word === undefined) {
        counts.passed++
        return undefined
      }
      // A clacks-p2p cannot filter, and would send a rejected message again for ever.
      if (legacy) {
        counts.dropped++
        return drop(`it contains ${word}`)
      }
      counts.refused++
      const count = (refusals.get(sender.identifier) ?? 0) + 1
      refusals.set(sender.identifier, count)
      if (count === maxRefused) {
        const { hostname, port } = sender
        node.ignore(hostname, port)
        counts.ignored++
        const once = every(ignoreMs, () => {
          once()
          if (node.unignore(hostname, port)) counts.unignored++
        })
      }
      return reject(422, `it contains ${word}`)
    })
  },
})
