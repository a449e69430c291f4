import { resolve } from 'node:path'
import { definePlugin, drop, type ReceptionVerdict, reject } from 'clacks'
import { loadOrCreateKey } from './key-file.js'
import { OPTIONS_SCHEMA, type Policy, type SignerOptions } from './options.js'
import { loadPins, Pins } from './pins.js'
import { Signer } from './signatures.js'

declare global {
  interface ClacksPluginOptions {
    signer: SignerOptions
  }
}

const NAME = 'signer'
/** Before taps that may change a message. */
const EARLY = -800
const SAVE_MS = 1_000

/**
 * Signs messages (Ed25519 over canonical JSON), and verifies the signatures of received messages.
 *
 * @example
 * const node = new Clacks({ plugins: [signer({ key: './signing-key.pem', invalid: 'drop' })] })
 * await node.start()
 * const signatures = node.service('signatures')
 * node.enqueue(signatures?.sign({ author: 'moist', text: 'GNU Terry Pratchett' }))
 */
export const signer = definePlugin({
  name: NAME,
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: OPTIONS_SCHEMA,
  async setup({ id, folder, hooks, log, provide, every, onClose }, options) {
    const { key, pins: fixed, trustFirst, maxPins, authorField } = options
    const privateKey = key === undefined ? undefined : await loadOrCreateKey(resolve(folder, key))
    const pinFile = options.pinFile === undefined ? undefined : resolve(folder, options.pinFile)
    const seen = pinFile === undefined ? {} : await loadPins(pinFile)
    const pins = new Pins({ fixed, trustFirst, maxSeen: maxPins }, seen)
    const signatures = new Signer({ privateKey, pins, authorField })
    provide(id === NAME ? 'signatures' : `signatures:${id}`, signatures)
    if (pinFile !== undefined) {
      every(SAVE_MS, () => pins.save(pinFile))
      onClose(() => pins.save(pinFile))
    }

    const policies: Record<string, Policy> = { invalid: options.invalid, unsigned: options.unsigned }
    hooks.received.tap({ stage: EARLY }, ({ message, json, sender }) => {
      const { state, reason = 'it is not signed' } = signatures.see(message, json)
      const policy = policies[state]
      if (policy === undefined) return undefined
      if (state === 'invalid') {
        log.debug(`Invalid signature: ${reason}`, { from: `${sender.hostname}:${sender.port}`, policy })
      }
      return verdict(policy, reason)
    })
  },
})

function verdict(policy: Policy, reason: string): ReceptionVerdict | undefined {
  if (policy === 'drop') return drop(reason)
  return policy === 'reject' ? reject(422, reason) : undefined
}
