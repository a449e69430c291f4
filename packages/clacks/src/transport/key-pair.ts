import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { ClacksError, reasonOf } from '../errors.js'

/** A private key and its certificate in PEM form. */
export interface KeyPair {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/**
 * SHA-256 of a public key (SubjectPublicKeyInfo, RFC 5280) in lower-case hex; a renewed certificate
 * keeps it.
 */
export function keyHash(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** The key hash of a certificate in DER form. */
export function keyHashOfCertificate(der: Buffer): string {
  return keyHash(new X509Certificate(der).publicKey)
}

/**
 * Checks that key and certificate can be read and match.
 * @returns the key hash
 * @throws ClacksError ERR_CLACKS_TLS_KEY, ERR_CLACKS_TLS_CERTIFICATE, ERR_CLACKS_TLS_MISMATCH
 */
export function checkKeyPair({ key, cert }: KeyPair): string {
  const privateKey = read('ERR_CLACKS_TLS_KEY', 'private key', () => createPrivateKey(key))
  const certificate = read('ERR_CLACKS_TLS_CERTIFICATE', 'certificate', () => new X509Certificate(cert))
  if (!certificate.checkPrivateKey(privateKey)) {
    const subject = certificate.subject.replaceAll('\n', ', ')
    throw new ClacksError(
      'ERR_CLACKS_TLS_MISMATCH',
      `The private key does not match the certificate of ${subject}.`,
    )
  }
  return keyHash(certificate.publicKey)
}

function read<Value>(
  code: 'ERR_CLACKS_TLS_KEY' | 'ERR_CLACKS_TLS_CERTIFICATE',
  what: string,
  reader: () => Value,
): Value {
  try {
    return reader()
  } catch (cause) {
    throw new ClacksError(code, `The ${what} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}
