import { readFile } from 'node:fs/promises'
import type { ClacksOptions } from '../../options.js'
import { loadOrCreateCertificate, ownPairFiles } from '../../transport/certificate.js'
import type { KeyPair, KeyPairNames } from '../../transport/key-pair.js'
import type { Config } from '../define-config.js'
import type { LoadedConfig } from '../read/load-config.js'

/** The identity of a node and the peers that it trusts: the options that come from files. */
type Identity = Pick<ClacksOptions, 'key' | 'cert' | 'tls'>

/**
 * Reads key, certificate and authorities from the files that a config names. If it names no pair,
 * the node uses that of its state folder.
 *
 * @param config with absolute paths
 */
export async function readIdentity({ tls = {} }: Config): Promise<Identity> {
  const { key, cert, ca, trust, keys } = tls
  const read = (path: string): Promise<string> => readFile(path, 'utf8')
  return {
    ...(key !== undefined && cert !== undefined && { key: await read(key), cert: await read(cert) }),
    tls: {
      ...(trust !== undefined && { trust }),
      ...(keys !== undefined && { keys }),
      ...(ca !== undefined && { ca: await Promise.all([ca].flat().map(read)) }),
    },
  }
}

/** What decides which pair a node shows. */
type PairSource = Pick<LoadedConfig, 'config' | 'stateFolder'>

/** The files of the key and the certificate that a node shows. */
export function pairFilesOf({ config, stateFolder }: PairSource): KeyPairNames {
  const { key, cert } = config.tls ?? {}
  return key !== undefined && cert !== undefined ? { key, cert } : ownPairFiles(stateFolder)
}

/**
 * Reads the key and the certificate that a node shows. The self-signed pair is created if there is
 * none.
 *
 * @throws ClacksError ERR_CLACKS_CERTIFICATE_STORE, ERR_CLACKS_STATE_FOLDER
 */
export async function readPair(source: PairSource): Promise<KeyPair> {
  const { config, stateFolder } = source
  const { key, cert } = await readIdentity(config)
  if (key === undefined || cert === undefined)
    return loadOrCreateCertificate(stateFolder, config.hostname ?? 'localhost')
  return { key, cert }
}
