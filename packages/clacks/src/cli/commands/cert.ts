import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { readConfig } from '../../config/read/read-config.js'
import { pairFilesOf, readPair } from '../../config/resolve/identity.js'
import { ClacksError } from '../../errors.js'
import { writePrivateFile } from '../../state/private-file.js'
import { makeStateFolder } from '../../state/state-folder.js'
import { makeCertificate, ownPairFiles, storeOwnPair } from '../../transport/certificate.js'
import { checkKeyPair } from '../../transport/key-pair.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeTable } from '../terminal/table.js'
import { writeJson } from '../terminal/write.js'

/** The options of `clacks cert`. */
export interface CertOptions extends OutputOptions {
  readonly renew?: boolean
}

/**
 * `clacks cert [config]`: shows the certificate of the node. `--renew` creates a new self-signed
 * key pair and keeps the old one as `key.pem.old` and `cert.pem.old`. A running node takes it over.
 *
 * @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_TLS_…, ERR_CLACKS_CERTIFICATE_STORE,
 * ERR_CLACKS_STATE_FOLDER
 */
export async function cert(path: string | undefined, { renew, json }: CertOptions): Promise<ExitCode> {
  const read = await readConfig(path, {})
  const { config, stateFolder } = read
  const named = config.tls?.cert
  const hostname = config.hostname ?? 'localhost'
  if (renew === true && named !== undefined)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `The config uses ${named}, which clacks did not create, so it cannot renew it.`,
    )
  if (renew === true) await renewPair(stateFolder, hostname)
  const pair = await readPair(read)
  const fingerprint = checkKeyPair(pair)
  const certificate = new X509Certificate(pair.cert)
  const details = {
    certificate: relative(process.cwd(), pairFilesOf(read).cert),
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
  makeStateFolder(folder)
  for (const file of Object.values(ownPairFiles(folder))) {
    const old = readIfThere(file)
    if (old !== undefined && old !== '') writePrivateFile(`${file}.old`, old)
  }
  storeOwnPair(folder, made)
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Missing or unreadable: there is nothing to keep.
    return undefined
  }
}
