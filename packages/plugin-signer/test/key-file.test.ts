import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadOrCreateKey } from '../src/key-file.js'
import { publicKeyText } from '../src/signature.js'
import { temporaryFolder } from './temporary-folder.js'

const posix = process.platform !== 'win32'
const KEY_ERROR = expect.objectContaining({ code: 'ERR_CLACKS_SIGNING_KEY' })

describe('the key file', () => {
  it('is created once, with its folder, and only the owner can read it', async () => {
    const file = join(await temporaryFolder(), 'keys/key.pem')
    const first = await loadOrCreateKey(file)
    if (posix) expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toContain('BEGIN PRIVATE KEY')
    expect(publicKeyText(await loadOrCreateKey(file))).toBe(publicKeyText(first))
  })

  it('is created once by concurrent nodes', async () => {
    const file = join(await temporaryFolder(), 'key.pem')
    const keys = await Promise.all([1, 2, 3, 4].map(() => loadOrCreateKey(file)))
    expect(new Set(keys.map(publicKeyText)).size).toBe(1)
    expect(await readdir(dirname(file))).toEqual(['key.pem'])
  })

  it.runIf(posix).each([0o644, 0o640, 0o604, 0o660])('is refused with the mode %o', async (mode) => {
    const file = join(await temporaryFolder(), 'key.pem')
    await loadOrCreateKey(file)
    await chmod(file, mode)
    await expect(loadOrCreateKey(file)).rejects.toThrow(KEY_ERROR)
    await expect(loadOrCreateKey(file)).rejects.toThrow(`has mode ${mode.toString(8)}`)
  })

  it('is refused if it is not a key, empty, or a key of another type', async () => {
    const folder = await temporaryFolder()
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    })
    for (const [name, text, reason] of [
      ['text', 'secret', 'is not a private key in PEM format'],
      ['empty', '', 'is not a private key in PEM format'],
      ['rsa', String(rsa), 'is a key of the type rsa, not Ed25519'],
    ] as const) {
      const file = join(folder, name)
      await writeFile(file, text, { mode: 0o600 })
      await expect(loadOrCreateKey(file)).rejects.toThrow(reason)
    }
  })

  it('is refused if it is a folder, or cannot be created', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'key.pem'), { mode: 0o700 })
    await expect(loadOrCreateKey(join(folder, 'key.pem'))).rejects.toThrow(
      'is not a file; choose another path',
    )
    await writeFile(join(folder, 'file'), '')
    await expect(loadOrCreateKey(join(folder, 'file/key.pem'))).rejects.toThrow('cannot be created')
  })
})
