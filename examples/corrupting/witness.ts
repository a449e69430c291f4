import '@clacks/plugin-signer'
import { definePlugin } from 'clacks'

/** A message with an invalid signature, and the peer that sent it. */
export interface Detection {
  readonly message: unknown
  readonly reason: string | undefined
  /** The last hop. If all nodes verify, it altered the message or cannot verify. */
  readonly hostname: string
  readonly port: number
  /** Milliseconds since 1970. */
  readonly at: number
}

declare global {
  interface ClacksServices {
    witness: readonly Detection[]
  }
}

/** Records messages with invalid signatures before the signer drops them. */
export default definePlugin({
  name: 'witness',
  requires: ['signer'],
  options: {
    type: 'object',
    properties: {
      keep: { type: 'integer', minimum: 1, default: 1_000, description: 'Keeps this many of the newest.' },
    },
    additionalProperties: false,
  },
  setup({ hooks, inject, provide, clock }, { keep }) {
    const signatures = inject('signatures')
    const detections: Detection[] = []
    hooks.received.tap({ before: 'signer', stage: -900 }, ({ message, sender: { hostname, port } }) => {
      const { state, reason } = signatures.state(message)
      if (state !== 'invalid') return
      detections.push({ message, reason, hostname, port, at: clock.now() })
      if (detections.length > keep) detections.shift()
    })
    provide('witness', detections)
  },
})
