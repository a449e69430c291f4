import { createHash } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { LRUCache } from 'lru-cache'
import { checkKeyPair, type KeyPair } from './key-pair.js'

/** Number of cached pairs. */
const MAX_IDENTITIES = 64
/** Allows session resumption when clients show certificates (required by OpenSSL). */
const SESSION_ID_CONTEXT = 'clacks'

const identities = new LRUCache<string, WeakRef<TlsIdentity>>({ max: MAX_IDENTITIES })

/** The TLS identity of a node. */
export interface TlsIdentity {
  /** For server and client. */
  readonly context: SecureContext
  /** SHA-256 of the public key in lower-case hex. */
  readonly fingerprint: string
}

/**
 * The identity of a pair, shared by all nodes of the process with the same pair: its TLS context
 * takes more memory than the rest of an idle node.
 * @throws ClacksError ERR_CLACKS_TLS_KEY, ERR_CLACKS_TLS_CERTIFICATE, ERR_CLACKS_TLS_MISMATCH
 */
export function tlsIdentity(pair: KeyPair): TlsIdentity {
  const id = createHash('sha256').update(pair.key).update('\0').update(pair.cert).digest('base64')
  const known = identities.get(id)?.deref()
  if (known !== undefined) return known
  const fingerprint = checkKeyPair(pair)
  const context = createSecureContext({
    ...pair,
    minVersion: 'TLSv1.2',
    sessionIdContext: SESSION_ID_CONTEXT,
  })
  const identity = { context, fingerprint }
  identities.set(id, new WeakRef(identity))
  return identity
}
