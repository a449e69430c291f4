import { definePlugin } from 'clacks'

/**
 * Ignores peers that take and never give. Between honest nodes a message goes either way with the same chance: that one takes 20
 * in a row and brings none happens once in a million.
 */
export default definePlugin({
  name: 'reciprocity',
  options: {
    type: 'object',
    properties: {
      most: { type: 'integer', minimum: 1, default: 20, description: 'A peer may take so many in a row.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, log }, { most }) {
    const owes = new Map<string, number>()
    hooks.received.tap(({ sender }) => {
      owes.delete(sender.identifier)
    })
    hooks.sent.tap(({ peer: { identifier, hostname, port } }) => {
      const taken = (owes.get(identifier) ?? 0) + 1
      owes.set(identifier, taken)
      if (taken < most) return
      owes.delete(identifier)
      node.ignore(hostname, port)
      log.info(`${hostname}:${port} has taken ${taken} messages in a row and brought none: it is ignored.`)
    })
  },
})
