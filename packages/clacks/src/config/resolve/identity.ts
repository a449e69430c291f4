import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClacksOptions } from '../../options.js'
import { loadOrCreateCertificate } from '../../transport/certificate.js'
import { filePins } from '../../transport/pins.js'
import type { Config } from '../define-config.js'
import { stateFolderOf } from './state-folder.js'

/** What a node shows of itself and whom it believes: the options that come from files. */
type Identity = Pick<ClacksOptions, 'key' | 'cert' | 'tls'>

/**
 * Reads key, certificate and authorities from the files that a config names. Where it names none, a
 * self-signed pair is made once and kept beside the config; without a config there is nothing to
 * keep it beside, and the node makes one for the run.
 *
 * @param config its paths are absolute
 * @param given options that win over the config: where they bring a pair, none is read or made
 * @throws ClacksError ERR_CLACKS_CERTIFICATE_STORE
 */
export async function loadIdentity(
  file: string | undefined,
  config: Config,
  given: ClacksOptions,
): Promise<Identity> {
  const hostname = given.hostname ?? config.hostname ?? 'localhost'
  const { key, cert, ca, trust, keys } = config.tls ?? {}
  const read = (path: string): Promise<string> => readFile(path, 'utf8')
  const pair = async (): Promise<Identity> => {
    if (given.key !== undefined && given.cert !== undefined) return {}
    if (key !== undefined && cert !== undefined) return { key: await read(key), cert: await read(cert) }
    return file === undefined ? {} : loadOrCreateCertificate(stateFolderOf(file), hostname)
  }
  return {
    ...(await pair()),
    tls: {
      ...(trust !== undefined && { trust }),
      ...(keys !== undefined && { keys }),
      ...(ca !== undefined && { ca: await Promise.all([ca].flat().map(read)) }),
      ...(file !== undefined && { pins: filePins(join(stateFolderOf(file), 'pins.json')) }),
    },
  }
}
