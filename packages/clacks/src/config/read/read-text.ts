import { readFile } from 'node:fs/promises'
import { codeOf, hasCode } from '../../errors.js'
import { cannotLoad } from '../check/config-issue.js'

/** What the byte order mark of UTF-16 becomes when it is read as UTF-8. */
const UTF_16 = '\ufffd\ufffd'

/**
 * The text of a file, without a byte order mark.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND; ERR_CLACKS_CONFIG_LOAD, also for UTF-16
 */
export async function readText(file: string): Promise<string> {
  const text = await read(file)
  if (text.startsWith(UTF_16))
    throw cannotLoad(file, undefined, 'it is UTF-16, as Windows PowerShell writes it; expected UTF-8')
  return text.replace(/^\uFEFF/, '')
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) {
      throw cannotLoad(file, undefined, 'there is no such file', {
        code: 'ERR_CLACKS_CONFIG_NOT_FOUND',
        cause,
      })
    }
    const reason = hasCode(cause, 'EISDIR')
      ? 'it is a folder; expected a file'
      : `it cannot be read (${codeOf(cause)?.code})`
    throw cannotLoad(file, undefined, reason, { cause })
  }
}
