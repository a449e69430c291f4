import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, relative } from 'node:path'
import type { Clock } from '../../../clock.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { pairFilesOf } from '../../../config/resolve/identity.js'
import { ERROR_CATALOGUE } from '../../../error-catalogue.js'
import { isClacksError, reasonOf, withoutRemedy } from '../../../errors.js'
import { readOwnPair } from '../../../transport/certificate.js'
import { checkKeyPair, type KeyPairNames } from '../../../transport/key-pair.js'
import { type CheckResult, error, ok, warning } from './check-result.js'

const CHECK = 'certificate'
const DAY_MS = 86_400_000
const SOON_DAYS = 30

/**
 * Checks that key and certificate exist, match, are valid, and that other users cannot read the
 * key. If the node is running, the certificate that it shows counts.
 *
 * @param served the certificate (PEM) of the running node, if there is one
 */
export async function checkIdentity(
  read: ReadConfig,
  served: string | undefined,
  clock: Clock,
): Promise<readonly CheckResult[]> {
  const { config, stateFolder } = read
  const files = pairFilesOf(read)
  try {
    const text =
      config.tls?.key !== undefined
        ? await readNamed(files)
        : (readOwnPair(stateFolder)?.cert ?? (await makeLater(stateFolder)))
    if (typeof text !== 'string') return [text]
    const certificate = new X509Certificate(served ?? text)
    const place = served === undefined ? shown(files.cert) : 'the certificate of the running node'
    return [
      checkValidity(certificate, place, clock),
      ...checkServed(certificate, new X509Certificate(text), files.cert),
      ...checkName(certificate, config.hostname ?? 'localhost'),
      ...(await checkMode(files.key)),
    ]
  } catch (thrown) {
    if (isClacksError(thrown)) return [error(CHECK, withoutRemedy(thrown), ERROR_CATALOGUE[thrown.code][1])]
    return [error(CHECK, reasonOf(thrown), 'Check that the file can be read.')]
  }
}

async function readNamed(files: KeyPairNames): Promise<string> {
  const [key, cert] = await Promise.all([readFile(files.key, 'utf8'), readFile(files.cert, 'utf8')])
  checkKeyPair({ key, cert }, { key: `key ${files.key}`, cert: `certificate ${files.cert}` })
  return cert
}

/** A file that was replaced is taken over; a node without `clacks start` does not watch it. */
function checkServed(served: X509Certificate, stored: X509Certificate, file: string): readonly CheckResult[] {
  if (served.fingerprint256 === stored.fingerprint256) return []
  const text = `the running node still shows another certificate than ${shown(file)}, which is valid until ${stored.validTo}`
  return [warning(CHECK, text, 'Run `clacks apply`, or restart the node.')]
}

function checkValidity({ validFrom, validTo }: X509Certificate, place: string, clock: Clock): CheckResult {
  const now = clock.now()
  const renew = 'Renew it, with `clacks cert --renew` if clacks created it.'
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS)
  if (Date.parse(validFrom) > now)
    return error(CHECK, `${place} is not valid before ${validFrom}`, 'Correct the system clock, or wait.')
  if (days < 0) return error(CHECK, `${place} expired on ${validTo}`, renew)
  if (days < SOON_DAYS) return warning(CHECK, `${place} expires in ${days} days`, renew)
  return ok(CHECK, `${place} matches its key and is valid until ${validTo}`)
}

/** Peers that pin the key ignore the name. Peers with trust `ca` check it. */
function checkName(certificate: X509Certificate, hostname: string): readonly CheckResult[] {
  const matches = isIP(hostname) === 0 ? certificate.checkHost(hostname) : certificate.checkIP(hostname)
  if (matches !== undefined) return []
  const text = `issued for ${certificate.subjectAltName ?? certificate.subject}, not for ${hostname}`
  return [
    warning(
      CHECK,
      text,
      'Peers with trust `ca` will refuse it. Use a certificate for this name, or run `clacks cert --renew`.',
    ),
  ]
}

async function checkMode(file: string): Promise<readonly CheckResult[]> {
  if (process.platform === 'win32') return []
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [error(CHECK, `other users can read the key ${file}`, `Run chmod 600 ${file}.`)]
}

/** The result for a node that has no pair yet. */
async function makeLater(folder: string): Promise<CheckResult> {
  const existing = nearestExisting(folder)
  try {
    await access(existing, constants.W_OK)
    return ok(CHECK, `none yet; the first start creates a self-signed one in ${folder}`)
  } catch {
    return error(
      CHECK,
      `none yet, and ${existing} is not writable`,
      'Make the folder writable, choose another one with `stateFolder`, or set tls.key and tls.cert.',
    )
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}

function shown(file: string): string {
  return relative(process.cwd(), file)
}
