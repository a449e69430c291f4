import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { ClacksError, hasCode, reasonOf } from '../../errors.js'

/**
 * Writes a new config. If that fails, for example on a full disk, no file is left behind.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_EXISTS, ERR_CLACKS_CONFIG_WRITE
 */
export async function createConfig(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (cause) {
    if (hasCode(cause, 'EEXIST'))
      throw new ClacksError('ERR_CLACKS_CONFIG_EXISTS', `${file} already exists.`, { cause })
    await rm(file, { force: true })
    throw cannotWrite(file, cause)
  }
}

/**
 * Replaces the text of a config, whole or not at all: a running node must never read half of it.
 * A link keeps pointing to the file.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_WRITE
 */
export async function replaceConfig(file: string, text: string): Promise<void> {
  try {
    const target = await realpath(file)
    const { mode } = await stat(target)
    const temporary = `${target}.clacks-new`
    try {
      await writeFile(temporary, text, { mode })
      await chmod(temporary, mode)
      await rename(temporary, target)
    } catch (thrown) {
      await rm(temporary, { force: true })
      // A file that is mounted by itself cannot be replaced, and its folder may not be writable.
      if (!hasCode(thrown, 'EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV')) throw thrown
      await writeFile(target, text)
    }
  } catch (cause) {
    throw cannotWrite(file, cause)
  }
}

function cannotWrite(file: string, cause: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_CONFIG_WRITE', `Cannot write ${file}: ${reasonOf(cause)}.`, { cause })
}
