import { createHash } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { LRUCache } from 'lru-cache'
import { checkKeyPair, type KeyPair } from './key-pair.js'

/** Pairs that are known at a time. */
const MAX_IDENTITIES = 64
/**
 * Names this use of TLS, so that a session can be resumed where clients show certificates (OpenSSL
 * asks for it).
 */
const SESSION_ID_CONTEXT = 'clacks'

const identities = new LRUCache<string, WeakRef<TlsIdentity>>({ max: MAX_IDENTITIES })

/** What a node shows of itself. */
export interface TlsIdentity {
  /** For server and client. */
  readonly context: SecureContext
  /** SHA-256 of the public key in lower-case hex. */
  readonly fingerprint: string
}

/**
 * The identity that a pair makes: one for all nodes of a process that show the same pair, since its
 * TLS context takes more memory than all else that an idle node has.
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
