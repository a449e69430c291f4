import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { ClacksError, hasCode, isClacksError, reasonOf, withoutRemedy } from '../errors.js'
import { writePrivateFile } from '../state/private-file.js'
import { makeStateFolder, stateFolderError } from '../state/state-folder.js'
import { checkKeyPair, type KeyPairNames } from './key-pair.js'

const VALID_YEARS = 20

/** A self-signed pair in PEM form. */
export interface OwnPair {
  readonly key: string
  readonly cert: string
}

/**
 * Creates a self-signed pair for a host name: EC P-256, valid for 20 years, for server and client.
 * @param key an existing private key (PEM) to use. Default: a new one
 */
export async function makeCertificate(hostname: string, key?: string): Promise<OwnPair> {
  // Loaded on demand: the library is slow to load, and most starts find an existing pair.
  const { generate } = await import('selfsigned')
  const notAfterDate = new Date()
  notAfterDate.setFullYear(notAfterDate.getFullYear() + VALID_YEARS)
  const altNames = [
    isIP(hostname) === 0 ? { type: 2 as const, value: hostname } : { type: 7 as const, ip: hostname },
  ]
  const made = await generate([{ name: 'commonName', value: hostname.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    ...(key !== undefined && { keyPair: pemPairOf(key) }),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key: key ?? made.private, cert: made.cert }
}

function pemPairOf(key: string): { privateKey: string; publicKey: string } {
  const privateKey = createPrivateKey(key)
  return {
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })),
  }
}

/** The files of the self-signed pair in a state folder. */
export function ownPairFiles(folder: string): KeyPairNames {
  return { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
}

/**
 * The self-signed pair in a state folder, `key.pem` and `cert.pem`. It is created on first use. A
 * missing certificate is created anew for the same key, which peers have pinned.
 *
 * @throws ClacksError ERR_CLACKS_CERTIFICATE_STORE if a file cannot be read or used, or if only the
 *   certificate is there; ERR_CLACKS_STATE_FOLDER if the pair cannot be stored
 */
export async function loadOrCreateCertificate(folder: string, hostname: string): Promise<OwnPair> {
  const stored = readOwnPair(folder)
  if (stored?.cert !== undefined) return { key: stored.key, cert: stored.cert }
  makeStateFolder(folder)
  const made = await makeCertificate(hostname, stored?.key)
  storeOwnPair(folder, made)
  return made
}

/**
 * Writes the pair of a state folder, the key first: a certificate can be created again, a key
 * cannot.
 * @throws ClacksError ERR_CLACKS_STATE_FOLDER
 */
export function storeOwnPair(folder: string, { key, cert }: OwnPair): void {
  const files = ownPairFiles(folder)
  try {
    writePrivateFile(files.key, key)
    writePrivateFile(files.cert, cert)
  } catch (cause) {
    throw stateFolderError(folder, cause)
  }
}

/** The stored pair, checked; undefined if there is none. The certificate alone may be missing. */
export function readOwnPair(
  folder: string,
): { readonly key: string; readonly cert: string | undefined } | undefined {
  const files = ownPairFiles(folder)
  const [key, cert] = [readIfThere(files.key), readIfThere(files.cert)]
  if (key === undefined && cert === undefined) return undefined
  // A new key would be a new identity: peers that have pinned the old one would refuse it.
  if (key === undefined) throw unusable(`${files.cert} exists, but ${files.key} is missing.`)
  try {
    if (cert === undefined) createPrivateKey(key)
    else checkKeyPair({ key, cert }, { key: `key ${files.key}`, cert: `certificate ${files.cert}` })
  } catch (cause) {
    throw unusable(
      isClacksError(cause)
        ? withoutRemedy(cause)
        : `The key ${files.key} cannot be read: ${reasonOf(cause)}.`,
      cause,
    )
  }
  return { key, cert }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return undefined
    throw unusable(`Cannot read ${file}: ${reasonOf(cause)}.`, cause)
  }
}

function unusable(text: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_CERTIFICATE_STORE', text, { cause })
}
