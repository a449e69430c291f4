import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClacksOptions } from '../../options.js'
import { loadOrCreateCertificate } from '../../transport/certificate.js'
import { filePins } from '../../transport/pins.js'
import type { Config } from '../define-config.js'
import { stateFolderOf } from './state-folder.js'

/** The identity of a node and the peers that it trusts: the options that come from files. */
type Identity = Pick<ClacksOptions, 'key' | 'cert' | 'tls'>

/**
 * Reads key, certificate and authorities from the files that a config names. If it names none, a
 * self-signed pair is created once and stored beside the config. Without a config there is no place
 * to store it, and the node creates one for the run.
 *
 * @param config with absolute paths
 * @param given options that override the config: if they contain a pair, none is read or created
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
