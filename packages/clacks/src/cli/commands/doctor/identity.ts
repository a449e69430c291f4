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
import { doubtful, type Finding, right, wrong } from './finding.js'

const SUBJECT = 'certificate'
const DAY_MS = 86_400_000
const SOON_DAYS = 30

/** Whether key and certificate are there, fit each other and the host name, are valid, and the key is nobody else's to read. */
export async function checkIdentity({ file, config }: ReadConfig, clock: Clock): Promise<readonly Finding[]> {
  const { key: keyFile, cert: certFile } = config.tls ?? {}
  if (file === undefined && keyFile === undefined)
    return [right(SUBJECT, 'self-signed, made for each run: there is no config to keep it beside')]
  const folder = file === undefined ? undefined : stateFolderOf(file)
  const ownKey = folder === undefined ? undefined : join(folder, 'key.pem')
  const pathOfKey = keyFile ?? ownKey
  const pathOfCert = certFile ?? (folder && join(folder, 'cert.pem'))
  if (pathOfKey === undefined || pathOfCert === undefined) return []
  if (keyFile === undefined && !(await isThere(pathOfCert)) && !(await isThere(pathOfKey)))
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
      return [wrong(SUBJECT, withoutRemedy(thrown), ERROR_CATALOGUE[thrown.code][1])]
    return [wrong(SUBJECT, reasonOf(thrown), 'Look whether the file can be read.')]
  }
}

function checkValidity({ validFrom, validTo }: X509Certificate, file: string, clock: Clock): Finding {
  const now = clock.now()
  const shown = relative(process.cwd(), file)
  const renew = 'Renew it: `clacks cert --renew` where clacks made it, else where it comes from.'
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS)
  if (Date.parse(validFrom) > now)
    return wrong(
      SUBJECT,
      `${shown} is valid from ${validFrom} only`,
      'Set the clock of the machine, or wait.',
    )
  if (days < 0) return wrong(SUBJECT, `${shown} has expired on ${validTo}`, renew)
  if (days < SOON_DAYS) return doubtful(SUBJECT, `${shown} expires in ${days} days`, renew)
  return right(SUBJECT, `${shown} fits its key and is valid until ${validTo}`)
}

/** Peers that pin the key do not look at the name; those that trust authorities do. */
function checkName(certificate: X509Certificate, hostname: string): readonly Finding[] {
  const fits = isIP(hostname) === 0 ? certificate.checkHost(hostname) : certificate.checkIP(hostname)
  if (fits !== undefined) return []
  const text = `it is for ${certificate.subjectAltName ?? certificate.subject}, not for ${hostname}`
  return [
    doubtful(SUBJECT, text, 'Peers with trust `ca` refuse it; name one that fits, or `clacks cert --renew`.'),
  ]
}

async function checkMode(file: string): Promise<readonly Finding[]> {
  if (process.platform === 'win32') return []
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [wrong(SUBJECT, `others can read the key ${file}`, `chmod 600 ${file}`)]
}

async function checkFolder(folder: string): Promise<Finding> {
  const parent = dirname(folder)
  try {
    await access((await isThere(folder)) ? folder : parent, constants.W_OK)
    return right(SUBJECT, `none yet; a self-signed one is made at the first start and kept in ${folder}`)
  } catch {
    return wrong(
      SUBJECT,
      `none yet, and ${parent} cannot be written to`,
      'Make the folder writable, or name tls.key and tls.cert.',
    )
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
