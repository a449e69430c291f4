import { X509Certificate } from 'node:crypto'
import { access, constants, stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join, relative } from 'node:path'
import type { Clock } from '../../../clock.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { loadIdentity } from '../../../config/resolve/identity.js'
import { stateFolderOf } from '../../../config/resolve/state-folder.js'
import { ClacksError, ERROR_CATALOGUE, reasonOf, withoutRemedy } from '../../../errors.js'
import { checkKeyPair } from '../../../transport/key-pair.js'
import { type CheckResult, error, ok, warning } from './check-result.js'

const CHECK = 'certificate'
const DAY_MS = 86_400_000
const SOON_DAYS = 30

/**
 * Checks that key and certificate exist, match, are valid, and that other users cannot read the
 * key.
 */
export async function checkIdentity(
  { file, config }: ReadConfig,
  clock: Clock,
): Promise<readonly CheckResult[]> {
  const { key: keyFile, cert: certFile } = config.tls ?? {}
  if (file === undefined && keyFile === undefined)
    return [ok(CHECK, 'self-signed and new for each run, because there is no config')]
  const folder = file === undefined ? undefined : stateFolderOf(file)
  const ownKey = folder === undefined ? undefined : join(folder, 'key.pem')
  const pathOfKey = keyFile ?? ownKey
  const pathOfCert = certFile ?? (folder && join(folder, 'cert.pem'))
  if (pathOfKey === undefined || pathOfCert === undefined) return []
  if (keyFile === undefined && !(await exists(pathOfCert)) && !(await exists(pathOfKey)))
    return [await checkFolder(folder ?? dirname(pathOfKey))]
  try {
    const { key = '', cert = '' } = await loadIdentity(file, config, {})
    checkKeyPair({ key, cert })
    const certificate = new X509Certificate(cert)
    return [
      checkValidity(certificate, pathOfCert, clock),
      ...checkName(certificate, config.hostname ?? 'localhost'),
      ...(await checkMode(pathOfKey)),
    ]
  } catch (thrown) {
    if (thrown instanceof ClacksError)
      return [error(CHECK, withoutRemedy(thrown), ERROR_CATALOGUE[thrown.code][1])]
    return [error(CHECK, reasonOf(thrown), 'Check that the file can be read.')]
  }
}

function checkValidity({ validFrom, validTo }: X509Certificate, file: string, clock: Clock): CheckResult {
  const now = clock.now()
  const shown = relative(process.cwd(), file)
  const renew = 'Renew it, with `clacks cert --renew` if clacks created it.'
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS)
  if (Date.parse(validFrom) > now)
    return error(CHECK, `${shown} is not valid before ${validFrom}`, 'Correct the system clock, or wait.')
  if (days < 0) return error(CHECK, `${shown} expired on ${validTo}`, renew)
  if (days < SOON_DAYS) return warning(CHECK, `${shown} expires in ${days} days`, renew)
  return ok(CHECK, `${shown} matches its key and is valid until ${validTo}`)
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

async function checkFolder(folder: string): Promise<CheckResult> {
  const parent = dirname(folder)
  try {
    await access((await exists(folder)) ? folder : parent, constants.W_OK)
    return ok(CHECK, `none yet; the first start creates a self-signed one in ${folder}`)
  } catch {
    return error(
      CHECK,
      `none yet, and ${parent} is not writable`,
      'Make the folder writable, or set tls.key and tls.cert.',
    )
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
