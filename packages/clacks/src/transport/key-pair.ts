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

/** The names of the parts of a pair in errors: their files, if they have any. */
export interface KeyPairNames {
  readonly key: string
  readonly cert: string
}

/** The header of an encrypted key, in PKCS #8 and in the form of OpenSSL. */
const ENCRYPTED = /^(?:-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED)/m

/** A pair without files. */
const UNNAMED: KeyPairNames = { key: 'private key', cert: 'certificate' }

/**
 * Checks that key and certificate can be read and match.
 * @returns the key hash
 * @throws ClacksError ERR_CLACKS_TLS_KEY, ERR_CLACKS_TLS_CERTIFICATE, ERR_CLACKS_TLS_MISMATCH
 */
export function checkKeyPair({ key, cert }: KeyPair, names = UNNAMED): string {
  const privateKey = read('ERR_CLACKS_TLS_KEY', names.key, key, () => createPrivateKey(key))
  const certificate = read('ERR_CLACKS_TLS_CERTIFICATE', names.cert, cert, () => new X509Certificate(cert))
  if (!certificate.checkPrivateKey(privateKey)) {
    const subject = certificate.subject.replaceAll('\n', ', ')
    throw new ClacksError(
      'ERR_CLACKS_TLS_MISMATCH',
      `The ${names.key} does not match the ${names.cert}, which is for ${subject}.`,
    )
  }
  return keyHash(certificate.publicKey)
}

function read<Value>(
  code: 'ERR_CLACKS_TLS_KEY' | 'ERR_CLACKS_TLS_CERTIFICATE',
  what: string,
  text: string | Buffer,
  reader: () => Value,
): Value {
  if (text.length === 0) throw new ClacksError(code, `The ${what} is empty.`)
  try {
    return reader()
  } catch (cause) {
    const why = ENCRYPTED.test(String(text)) ? 'is encrypted' : `cannot be read: ${reasonOf(cause)}`
    throw new ClacksError(code, `The ${what} ${why}.`, { cause })
  }
}
