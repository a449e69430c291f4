import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadOrCreateKey } from '../src/key-file.js'
import { publicKeyText } from '../src/signature.js'
import { temporaryFolder } from './temporary-folder.js'

const posix = process.platform !== 'win32'
const WRONG = expect.objectContaining({ code: 'ERR_CLACKS_SIGNING_KEY' })

describe('the key file', () => {
  it('is made once, folder included, for nobody else to read', async () => {
    const file = join(await temporaryFolder(), 'keys/key.pem')
    const first = await loadOrCreateKey(file)
    if (posix) expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toContain('BEGIN PRIVATE KEY')
    expect(publicKeyText(await loadOrCreateKey(file))).toBe(publicKeyText(first))
  })

  it('is one, whoever comes first', async () => {
    const file = join(await temporaryFolder(), 'key.pem')
    const keys = await Promise.all([1, 2, 3, 4].map(() => loadOrCreateKey(file)))
    expect(new Set(keys.map(publicKeyText)).size).toBe(1)
    expect(await readdir(dirname(file))).toEqual(['key.pem'])
  })

  it.runIf(posix).each([0o644, 0o640, 0o604, 0o660])('is refused with the mode %o', async (mode) => {
    const file = join(await temporaryFolder(), 'key.pem')
    await loadOrCreateKey(file)
    await chmod(file, mode)
    await expect(loadOrCreateKey(file)).rejects.toThrow(WRONG)
    await expect(loadOrCreateKey(file)).rejects.toThrow(`has the mode ${mode.toString(8)}`)
  })

  it('is refused where it is no key, an empty file, or a key of another kind', async () => {
    const folder = await temporaryFolder()
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    })
    for (const [name, text, reason] of [
      ['text', 'secret', 'is no private key in PEM form'],
      ['empty', '', 'is no private key in PEM form'],
      ['rsa', String(rsa), 'is a key of the type rsa, not Ed25519'],
    ] as const) {
      const file = join(folder, name)
      await writeFile(file, text, { mode: 0o600 })
      await expect(loadOrCreateKey(file)).rejects.toThrow(reason)
    }
  })

  it('is refused where it is a folder, or cannot be made', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'key.pem'), { mode: 0o700 })
    await expect(loadOrCreateKey(join(folder, 'key.pem'))).rejects.toThrow('is no file; name another one')
    await writeFile(join(folder, 'file'), '')
    await expect(loadOrCreateKey(join(folder, 'file/key.pem'))).rejects.toThrow('cannot be made')
  })
})
