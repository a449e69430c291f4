import { readFile } from 'node:fs/promises'
import { ERROR_CATALOGUE } from '../../error-catalogue.js'
import { isClacksError, withoutRemedy } from '../../errors.js'
import type { Issue } from '../../issue.js'
import { checkKeyPair } from '../../transport/key-pair.js'
import type { Config } from '../define-config.js'

/**
 * Checks the key and the certificate that a config names as a start uses them: they can be parsed,
 * are not encrypted, and belong together.
 *
 * @param config valid otherwise, with absolute paths
 */
export async function pairIssues({ tls }: Config): Promise<readonly Issue[]> {
  const { key, cert } = tls ?? {}
  if (key === undefined || cert === undefined) return []
  const pair = { key: await readFile(key), cert: await readFile(cert) }
  try {
    checkKeyPair(pair, { key: `key ${key}`, cert: `certificate ${cert}` })
    return []
  } catch (thrown) {
    if (!isClacksError(thrown)) throw thrown
    const path = ['tls', thrown.code === 'ERR_CLACKS_TLS_CERTIFICATE' ? 'cert' : 'key']
    return [{ path, message: withoutRemedy(thrown), fix: ERROR_CATALOGUE[thrown.code][1] }]
  }
}
