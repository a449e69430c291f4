import '@clacks/plugin-signer'
import { definePlugin } from 'clacks'

/** A message whose signature is wrong, and who brought it. */
export interface Finding {
  readonly message: unknown
  readonly reason: string | undefined
  /** The last hop: where everybody verifies, the one who altered it, or one who cannot verify. */
  readonly hostname: string
  readonly port: number
  /** Milliseconds since 1970. */
  readonly at: number
}

declare module 'clacks' {
  interface Services {
    witness: readonly Finding[]
  }
}

/** Notes what the signer finds wrong, before the signer takes it out of the network. */
export default definePlugin({
  name: 'witness',
  requires: ['signer'],
  options: {
    type: 'object',
    properties: { keep: { type: 'integer', minimum: 1, default: 1_000, description: 'The newest so many.' } },
    additionalProperties: false,
  },
  setup({ hooks, inject, provide, clock }, { keep }) {
    const signatures = inject('signatures')
    const findings: Finding[] = []
    hooks.received.tap({ before: 'signer', stage: -900 }, ({ message, sender: { hostname, port } }) => {
      const { state, reason } = signatures.state(message)
      if (state !== 'invalid') return
      findings.push({ message, reason, hostname, port, at: clock.now() })
      if (findings.length > keep) findings.shift()
    })
    provide('witness', findings)
  },
})
