import { definePlugin } from 'clacks'

/**
 * Ignores peers that accept messages and never send any. Between honest nodes a message goes either
 * way with the same probability: 20 in a row in one direction happen once in a million.
 */
export default definePlugin({
  name: 'reciprocity',
  options: {
    type: 'object',
    properties: {
      maxTaken: {
        type: 'integer',
        minimum: 1,
        default: 20,
        description: 'Messages that a peer may accept in a row without sending one.',
      },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, log }, { maxTaken }) {
    const owes = new Map<string, number>()
    hooks.received.tap(({ sender }) => {
      owes.delete(sender.identifier)
    })
    hooks.sent.tap(({ peer: { identifier, hostname, port } }) => {
      const taken = (owes.get(identifier) ?? 0) + 1
      owes.set(identifier, taken)
      if (taken < maxTaken) return
      owes.delete(identifier)
      node.ignore(hostname, port)
      log.info(
        `${hostname}:${port} accepted ${taken} messages in a row and sent none: it is ignored from now on.`,
      )
    })
  },
})
