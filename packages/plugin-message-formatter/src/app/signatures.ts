import { isClacksError } from 'clacks'

/** What a plugin that signs and checks messages provides as `signatures`. */
export interface Signatures {
  state(message: unknown, json?: string): { readonly author?: string }
  sign(message: object): object
}

/** The service of the signer; undefined without one. */
export function optionalSignatures(find: (key: 'signatures') => unknown): Signatures | undefined {
  try {
    const service = find('signatures')
    return isSignatures(service) ? service : undefined
  } catch (thrown) {
    // Not by its class: the node may be of another copy of clacks.
    if (isClacksError(thrown) && thrown.code === 'ERR_CLACKS_SERVICE_MISSING') return undefined
    throw thrown
  }
}

function isSignatures(service: unknown): service is Signatures {
  if (typeof service !== 'object' || service === null) return false
  return ['state', 'sign'].every((method) => typeof Reflect.get(service, method) === 'function')
}
