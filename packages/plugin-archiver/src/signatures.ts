import { isClacksError, type PluginContext } from 'clacks'
import type { SignatureState } from './archive.js'

/** What a plugin that checks signatures provides as `signatures`. */
interface Signatures {
  state(message: unknown, json?: string): { readonly state: Exclude<SignatureState, 'unknown'> }
}

/** The service of a plugin that checks signatures; undefined without one. */
export function signaturesIn(ctx: Pick<PluginContext, 'inject'>): Signatures | undefined {
  try {
    const service: unknown = ctx.inject('signatures')
    return isSignatures(service) ? service : undefined
  } catch (thrown) {
    // Not by its class: the node may be of another copy of clacks.
    if (isClacksError(thrown) && thrown.code === 'ERR_CLACKS_SERVICE_MISSING') return undefined
    throw thrown
  }
}

function isSignatures(service: unknown): service is Signatures {
  return (
    typeof service === 'object' && service !== null && typeof Reflect.get(service, 'state') === 'function'
  )
}
