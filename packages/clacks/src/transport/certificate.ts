import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { ClacksError, reasonOf } from '../errors.js'
import type { KeyPair } from './key-pair.js'

const VALID_YEARS = 20

/**
 * Creates a self-signed pair for a host name: EC P-256, valid for 20 years, for server and client.
 */
export async function makeCertificate(hostname: string): Promise<{ key: string; cert: string }> {
  // Loaded on demand: the library is slow to load, and most starts find an existing pair.
  const { generate } = await import('selfsigned')
  const notAfterDate = new Date()
  notAfterDate.setFullYear(notAfterDate.getFullYear() + VALID_YEARS)
  const altNames = [
    isIP(hostname) === 0 ? { type: 2 as const, value: hostname } : { type: 7 as const, ip: hostname },
  ]
  const { private: key, cert } = await generate([{ name: 'commonName', value: hostname.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { key, cert }
}

/**
 * The pair in a folder, `key.pem` (mode 600) and `cert.pem`. It is created on first use.
 * @throws ClacksError ERR_CLACKS_CERTIFICATE_STORE if it cannot be read or written, or if one of
 *   the two files is missing
 */
export async function loadOrCreateCertificate(folder: string, hostname: string): Promise<KeyPair> {
  const stored = await readPair(folder)
  if (stored !== undefined) return stored
  try {
    return await createPair(folder, hostname)
  } catch (cause) {
    if (cause instanceof ClacksError) throw cause
    const text = `Cannot store the self-signed certificate of this node in ${folder}: ${reasonOf(cause)}.`
    throw new ClacksError('ERR_CLACKS_CERTIFICATE_STORE', text, { cause })
  }
}

async function readPair(folder: string): Promise<KeyPair | undefined> {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const [key, cert] = [await readIfThere(keyFile), await readIfThere(certFile)]
  if (key !== undefined && cert !== undefined) return { key, cert }
  if (key === undefined && cert === undefined) return undefined
  const [there, missing] = key === undefined ? [certFile, keyFile] : [keyFile, certFile]
  // A new pair would be a new identity: peers that have pinned this key would refuse it.
  const text = `${there} exists, but ${missing} is missing. Restore it, or create a new pair with \`clacks cert --renew\`.`
  throw new ClacksError('ERR_CLACKS_CERTIFICATE_STORE', text)
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined
    throw new ClacksError('ERR_CLACKS_CERTIFICATE_STORE', `Cannot read ${file}: ${reasonOf(cause)}.`, {
      cause,
    })
  }
}

async function createPair(folder: string, hostname: string): Promise<KeyPair> {
  const made = await makeCertificate(hostname)
  await mkdir(dirname(folder), { recursive: true })
  // Written to a temporary folder that is then renamed, so that no reader finds a key without its
  // certificate.
  const aside = await mkdtemp(`${folder}-`)
  await writeFile(join(aside, 'key.pem'), made.key, { mode: 0o600 })
  await writeFile(join(aside, 'cert.pem'), made.cert, { mode: 0o644 })
  await writeFile(join(aside, '.gitignore'), '*\n')
  try {
    await rename(aside, folder)
    return made
  } catch (thrown) {
    // The folder exists: another node was faster, or it holds other state.
    return await settleInto(folder, aside, thrown)
  }
}

async function settleInto(folder: string, aside: string, thrown: unknown): Promise<KeyPair> {
  try {
    const theirs = await readPair(folder)
    if (theirs !== undefined) return theirs
    await rename(join(aside, 'key.pem'), join(folder, 'key.pem'))
    await rename(join(aside, 'cert.pem'), join(folder, 'cert.pem'))
    await rename(join(aside, '.gitignore'), join(folder, '.gitignore'))
    const pair = await readPair(folder)
    if (pair === undefined) throw thrown
    return pair
  } finally {
    await rm(aside, { recursive: true })
  }
}
