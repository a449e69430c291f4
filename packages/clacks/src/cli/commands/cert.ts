import { X509Certificate } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { readConfig } from '../../config/read/read-config.js'
import { loadIdentity } from '../../config/resolve/identity.js'
import { stateFolderOf } from '../../config/resolve/state-folder.js'
import { ClacksError } from '../../errors.js'
import { makeCertificate } from '../../transport/certificate.js'
import { checkKeyPair } from '../../transport/key-pair.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson, writeTable } from '../terminal/write.js'

/** The options of `clacks cert`. */
export interface CertOptions extends OutputOptions {
  readonly renew?: boolean
}

/**
 * `clacks cert [config]`: shows the certificate of the node. `--renew` creates a new self-signed
 * key pair and keeps the old one as `key.pem.old` and `cert.pem.old`.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_OPTION, ERR_CLACKS_TLS_…,
 * ERR_CLACKS_CERTIFICATE_STORE
 */
export async function cert(path: string | undefined, { renew, json }: CertOptions): Promise<ExitCode> {
  const { file, config } = await readConfig(path, {})
  if (file === undefined)
    throw new ClacksError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'No config found. Certificates are stored next to the config.',
    )
  const named = config.tls?.cert
  if (renew === true && named !== undefined)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `The config uses ${named}, which clacks did not create, so it cannot renew it.`,
    )
  const folder = stateFolderOf(file)
  if (renew === true) await renewPair(folder, config.hostname ?? 'localhost')
  const { key = '', cert: text = '' } = await loadIdentity(file, config, {})
  const fingerprint = checkKeyPair({ key, cert: text })
  const certificate = new X509Certificate(text)
  const details = {
    certificate: relative(process.cwd(), named ?? join(folder, 'cert.pem')),
    subject: certificate.subject.replaceAll('\n', ', '),
    names: certificate.subjectAltName ?? 'none',
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
    fingerprint,
  }
  if (json === true) writeJson(details)
  else writeTable(Object.entries(details).map(([name, value]) => [TITLES[name] ?? name, value]))
  return EXIT.done
}

const TITLES: Readonly<Record<string, string>> = { validFrom: 'valid from', validTo: 'valid to' }

async function renewPair(folder: string, hostname: string): Promise<void> {
  const made = await makeCertificate(hostname)
  const files = [
    ['key.pem', made.key, 0o600],
    ['cert.pem', made.cert, 0o644],
  ] as const
  const olds = await Promise.all(
    files.map(([name]) => readFile(join(folder, name), 'utf8').catch(() => undefined)),
  )
  // Without a pair yet, the caller creates one, as start does.
  if (olds.every((old) => old === undefined)) return
  for (const [index, [name, text, mode]] of files.entries()) {
    const file = join(folder, name)
    const old = olds[index]
    await writeFile(`${file}.new`, text, { mode })
    if (old !== undefined) await writeFile(`${file}.old`, old, { mode })
    await rename(`${file}.new`, file)
  }
}
