import { readFile } from 'node:fs/promises'
import { cannotLoad } from '../check/config-issue.js'

/**
 * The text of a file, without a byte order mark.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 */
export async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw cannotLoad(file, undefined, 'there is no such file', {
        code: 'ERR_CLACKS_CONFIG_NOT_FOUND',
        cause,
      })
    }
    const reason =
      code === 'EISDIR' ? 'it is a folder; expected a file' : `it cannot be read (${String(code)})`
    throw cannotLoad(file, undefined, reason, { cause })
  }
}
