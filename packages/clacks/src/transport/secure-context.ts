import { createHash } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { LRUCache } from 'lru-cache'
import type { KeyPair } from './key-pair.js'

/** Pairs whose contexts are known at a time. */
const MOST_CONTEXTS = 64
/** Names this use of TLS, so that a session can be resumed where clients show certificates (OpenSSL asks for it). */
const SESSION_ID_CONTEXT = 'clacks'

const contexts = new LRUCache<string, WeakRef<SecureContext>>({ max: MOST_CONTEXTS })

/**
 * The TLS context of a pair, for server and client: one for all nodes of a process that show the same pair, since it takes
 * more memory than all else that an idle node has.
 */
export function secureContext(pair: KeyPair): SecureContext {
  const id = createHash('sha256').update(pair.key).update('\0').update(pair.cert).digest('base64')
  const known = contexts.get(id)?.deref()
  if (known !== undefined) return known
  const context = createSecureContext({
    ...pair,
    minVersion: 'TLSv1.2',
    sessionIdContext: SESSION_ID_CONTEXT,
  })
  contexts.set(id, new WeakRef(context))
  return context
}
